using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>How a plugin left while its runtime went on.</summary>
/// <param name="Plugin">Its name.</param>
/// <param name="StillRunning">Its tasks that ignored the abort; they keep its code in memory until they end. Usually empty.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record PluginUnloadReport(string Plugin, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    /// <summary>
    /// What keeps the plugin's code in memory until the host is disposed, beside its tasks: services that it asked for by types of its own,
    /// such as
    /// <c>IOptions&lt;T&gt;</c>, which the host's container keeps. Usually empty. <c>ILogger&lt;T&gt;</c> is free.
    /// </summary>
    public IReadOnlyList<string> HeldBy { get; init; } = [];

    /// <summary>
    /// True if none of its tasks runs any more and nothing that the host knows of keeps its code in memory; otherwise false.
    /// </summary>
    public bool IsClean => StillRunning.Count == 0 && HeldBy.Count == 0;
}
