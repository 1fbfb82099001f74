using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// Logs the deadlocks of a host, each once: several runtimes report a deadlock whose members belong to them. Thread-safe.
/// </summary>
/// <remarks>
/// The level is Error, and that of a stall Warning. A stall may end by itself; the members of a deadlock go on only if a person or a token
/// intervenes, and the report is never a guess, because the waits were looked at twice.
/// </remarks>
internal sealed class DeadlockLog
{
    // As many deadlocks are remembered; a host with more of them has other problems than a repeated message. Picked by hand.
    private const int MostDeadlocks = 256;

    /// <summary>The members of each deadlock that was logged, with the polls that they had, as a text. Guarded by its own lock.</summary>
    private readonly HashSet<string> _logged = [];

    public void OnDeadlockFound(ILogger logger, string runtime, DeadlockCycle cycle)
    {
        // Ordered, because each runtime begins the cycle with a member of its own.
        var key = string.Join(' ', cycle.Members.OrderBy(static member => member.Task.Id).Select(static member => $"{member.Task.Id}:{member.Task.Polls}"));
        lock (_logged)
        {
            if (_logged.Count >= MostDeadlocks)
                _logged.Clear();
            if (!_logged.Add(key))
                return;
        }

        logger.DeadlockFound(runtime, cycle.Members.Count, TaskRows.Of(cycle));
    }
}
