using System.Text.Json;
using HostedRuntime.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Attaching;

/// <summary>The result of a session.</summary>
/// <param name="Snapshots">The runtimes at the start of the session; at least one.</param>
/// <param name="Stalls">The stalls from its start to its end, if they were asked for.</param>
internal sealed record SnapshotAnswer(RuntimeSnapshot[] Snapshots, IReadOnlyList<StallReport> Stalls);

/// <summary>A session at the diagnostics socket of a process. It begins with snapshots of the runtimes.</summary>
/// <remarks>
/// The event source answers while the session starts, on the thread that starts it. So the whole answer is in the buffers of the session
/// when the start returns. The last events are delivered only when the session ends, so it is ended, and then read to the end.
/// </remarks>
internal sealed class SnapshotSession : IDisposable
{
    private readonly int _processId;
    private readonly TimeSpan _timeout;
    private readonly EventPipeSession _session;
    private readonly SessionEvents _events;
    private readonly Task _reading;

    private SnapshotSession(int processId, TimeSpan timeout, EventPipeSession session, SessionEvents events)
    {
        (_processId, _timeout, _session, _events) = (processId, timeout, session, events);
        // On a thread of its own, because the reader blocks until the events end. It reads meanwhile, so the end of the session can flush.
        _reading = Task.Factory.StartNew(() => events.ReadToEnd(session.EventStream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private AttachFailures Failures => new(_processId);

    /// <summary>Starts a session, in which the process captures its runtimes.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="request">The contents of the snapshots.</param>
    /// <param name="timeout">How long the process may take, here and at the end.</param>
    /// <param name="ct">Ends the wait for the process.</param>
    /// <exception cref="AttachException">The session did not start. The message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<SnapshotSession> StartAsync(int processId, SnapshotRequest request, TimeSpan timeout, CancellationToken ct)
    {
        var failures = new AttachFailures(processId);
        return LimitedAsync(failures, timeout, async limit =>
        {
            if (!TargetProcess.Exists(processId))
                throw failures.NoProcess();
            var session = await new DiagnosticsClient(processId).StartEventPipeSessionAsync(request.Session, limit).WaitAsync(limit);
            return new SnapshotSession(processId, timeout, session, new SessionEvents(request.Id));
        }, ct);
    }

    /// <summary>Ends the session, and reads its events.</summary>
    /// <param name="ct">Ends the wait for the process.</param>
    /// <exception cref="AttachException">There is no snapshot. The message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<SnapshotAnswer> EndAsync(CancellationToken ct)
        => LimitedAsync(Failures, _timeout, async limit =>
        {
            try
            {
                await _session.StopAsync(limit).WaitAsync(limit);
                await _reading.WaitAsync(limit);
            }
            catch (Exception error) when (error is not OperationCanceledException && !TargetProcess.Exists(_processId))
            {
                // The start has succeeded, so the process was there.
                throw Failures.Ended(error);
            }

            return new SnapshotAnswer(Snapshots(), _events.Stalls);
        }, ct);

    public void Dispose() => _session.Dispose();

    private static async Task<T> LimitedAsync<T>(AttachFailures failures, TimeSpan timeout, Func<CancellationToken, Task<T>> body, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            return await body(limit.Token);
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

    private RuntimeSnapshot[] Snapshots()
    {
        var parts = _events.Parts;
        if (!parts.IsComplete)
        {
            var (arrived, of) = parts.Progress;
            throw !TargetProcess.Exists(_processId) ? Failures.Ended() : arrived == 0 ? Failures.NoRuntime() : Failures.Incomplete(arrived, of);
        }

        if (parts.IsError)
            throw Failures.Refused(parts.Text);
        try
        {
            return SnapshotJson.ReadAll(parts.Text) is { Length: > 0 } snapshots ? snapshots : throw Failures.NoRuntime();
        }
        catch (JsonException error)
        {
            throw Failures.OtherVersion(error);
        }
    }
}
