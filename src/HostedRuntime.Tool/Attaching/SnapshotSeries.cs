using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Captures snapshots of a process again and again.</summary>
internal static class SnapshotSeries
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Captures a snapshot each second, until the token fires.</summary>
    /// <exception cref="AttachException">The process has ended, or gives no answer.</exception>
    public static async IAsyncEnumerable<RuntimeSnapshot[]> OfAsync(int processId, int maxTasks, TimeSpan timeout, [EnumeratorCancellation] CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_interval);
        for (var number = 0; ; number++)
        {
            if (number > 0 && !TargetProcess.Exists(processId))
                throw new AttachException($"Process {processId} has ended.");
            yield return await ProcessSnapshots.CaptureAsync(processId, new SnapshotRequest(maxTasks, WithStacks: false), timeout, ct);
            await timer.WaitForNextTickAsync(ct);
        }
    }
}
