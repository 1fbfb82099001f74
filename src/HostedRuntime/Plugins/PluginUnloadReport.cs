using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>How a plugin left while its runtime went on.</summary>
/// <param name="Plugin">Its name.</param>
/// <param name="StillRunning">Its tasks that ignored the abort; they keep its code in memory until they end. Empty as a rule.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record PluginUnloadReport(string Plugin, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    /// <summary>True when nothing of it runs any more.</summary>
    public bool IsClean => StillRunning.Count == 0;
}
