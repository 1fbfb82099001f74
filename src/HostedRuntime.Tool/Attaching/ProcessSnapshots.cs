using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Captures snapshots of the runtimes of another process, once or again and again.</summary>
internal static class ProcessSnapshots
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Captures the runtimes of a process.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="request">The contents of the snapshots.</param>
    /// <param name="timeout">How long the process may take.</param>
    /// <param name="ct">Ends the wait for the process.</param>
    /// <returns>At least one snapshot.</returns>
    /// <exception cref="AttachException">There is no snapshot. The message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<RuntimeSnapshot[]> CaptureAsync(int processId, SnapshotRequest request, TimeSpan timeout, CancellationToken ct)
    {
        using var session = await SnapshotSession.StartAsync(processId, request, timeout, ct);
        return (await session.EndAsync(ct)).Snapshots;
    }

    /// <summary>Captures snapshots at once and then each second, until the token fires.</summary>
    /// <exception cref="AttachException">The process has ended, or gives no answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<RuntimeSnapshot[]> EachSecondAsync(int processId, int maxTasks, TimeSpan timeout, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return await CaptureAsync(processId, new SnapshotRequest(maxTasks, WithStacks: false), timeout, ct);
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(ct))
            yield return await AgainAsync(processId, () => CaptureAsync(processId, new SnapshotRequest(maxTasks, WithStacks: false), timeout, ct));
    }

    /// <summary>Captures snapshots at once and then each second, with the stalls between them, until the token fires.</summary>
    /// <exception cref="AttachException">The process has ended, or gives no answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<SnapshotAnswer> WithStallsAsync(int processId, int maxTasks, TimeSpan timeout, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new SnapshotAnswer(await CaptureAsync(processId, new SnapshotRequest(maxTasks, WithStacks: false), timeout, ct), []);
        using var timer = new PeriodicTimer(s_interval);
        var open = await AgainAsync(processId, StartAsync);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                // The next session starts before this one ends, so no stall falls between them. A stall may be in both.
                var next = await AgainAsync(processId, StartAsync);
                using var ended = open;
                open = next;
                yield return await AgainAsync(processId, () => ended.EndAsync(ct));
            }
        }
        finally
        {
            open.Dispose();
        }

        Task<SnapshotSession> StartAsync()
            => SnapshotSession.StartAsync(processId, new SnapshotRequest(maxTasks, WithStacks: false) { HasStalls = true }, timeout, ct);
    }

    /// <summary>Asks a process that has answered before. Its end is what happened then, whichever step it broke.</summary>
    private static async Task<T> AgainAsync<T>(int processId, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AttachException error) when (!TargetProcess.Exists(processId))
        {
            throw new AttachException($"Process {processId} has ended.", error);
        }
    }
}
