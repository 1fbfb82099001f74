using System.Text.Json;
using HostedRuntime.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Captures snapshots of the runtimes of another process, through its diagnostics socket.</summary>
/// <remarks>
/// The event source answers while a session starts, on the thread that starts it. So the whole answer is in the buffers of the session when
/// the start returns. The session ends at once, because the end flushes the buffers, and then its events are read to the end.
/// </remarks>
internal static class ProcessSnapshots
{
    /// <summary>Captures the runtimes of a process.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="request">What to capture.</param>
    /// <param name="timeout">How long the process may take.</param>
    /// <param name="ct">Ends the wait for the process.</param>
    /// <returns>At least one snapshot.</returns>
    /// <exception cref="AttachException">There is no snapshot. The message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<RuntimeSnapshot[]> CaptureAsync(int processId, SnapshotRequest request, TimeSpan timeout, CancellationToken ct)
    {
        var failures = new AttachFailures(processId);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            return await CaptureAsync(processId, request, failures, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw failures.TimedOut(timeout);
        }
        catch (Exception error) when (error is not (AttachException or OperationCanceledException))
        {
            throw failures.Of(error);
        }
    }

    private static async Task<RuntimeSnapshot[]> CaptureAsync(int processId, SnapshotRequest request, AttachFailures failures, CancellationToken ct)
    {
        if (!TargetProcess.Exists(processId))
            throw failures.NoProcess();
        using var session = await new DiagnosticsClient(processId).StartEventPipeSessionAsync(request.Session, ct).WaitAsync(ct);
        var parts = new SnapshotParts(request.Id);
        // On a thread of its own, because the reader blocks until the events end. It reads while the session ends, so the end can flush.
        var reading = Task.Factory.StartNew(() => parts.ReadToEnd(session.EventStream), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await session.StopAsync(ct).WaitAsync(ct);
            await reading.WaitAsync(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The start has succeeded, so the process was there.
            throw TargetProcess.Exists(processId) ? failures.Of(error) : failures.Ended(error);
        }

        return SnapshotsOf(parts, failures, processId);
    }

    private static RuntimeSnapshot[] SnapshotsOf(SnapshotParts parts, AttachFailures failures, int processId)
    {
        if (!parts.IsComplete)
        {
            var (arrived, of) = parts.Progress;
            throw !TargetProcess.Exists(processId) ? failures.Ended() : arrived == 0 ? failures.NoRuntime() : failures.Incomplete(arrived, of);
        }

        if (parts.IsError)
            throw failures.Refused(parts.Text);
        try
        {
            return SnapshotJson.ReadAll(parts.Text) is { Length: > 0 } snapshots ? snapshots : throw failures.NoRuntime();
        }
        catch (JsonException error)
        {
            throw failures.OtherVersion(error);
        }
    }
}
