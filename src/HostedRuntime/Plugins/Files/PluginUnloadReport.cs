using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>The report of a plugin's unload while its runtime goes on.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="StillRunning">
/// The plugin's tasks that ignored the abort; they keep its code in memory until they end. Usually empty.
/// </param>
/// <param name="Elapsed">How long the unload took.</param>
public sealed record PluginUnloadReport(string Plugin, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    /// <summary>
    /// The services that keep the plugin's code in memory until the host is disposed. The host's container keeps each service that the
    /// plugin asked for by a type of its own, such as <c>IOptions&lt;T&gt;</c>. <c>ILogger&lt;T&gt;</c> is not kept. Usually empty.
    /// </summary>
    public IReadOnlyList<string> HeldBy { get; init; } = [];

    /// <summary>
    /// True if none of the plugin's tasks runs any more and nothing that the host knows of keeps its code in memory; otherwise false.
    /// </summary>
    public bool IsClean => StillRunning.Count == 0 && HeldBy.Count == 0;
}
