using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A body is aborted, and a second time after the first abort was delivered. Each abort ends one wait of its work, and no wait of its
/// cleanup. Only an abort ends the last wait of the work, so a lost abort is a deadlock.
/// </summary>
internal sealed class AbortedBody : TaskModel
{
    private readonly Gate _gate = new();
    private readonly Gate _never = new();
    private readonly Gate _cleanup = new();
    private readonly JoinHandle _task;
    private readonly int _aborts;
    private readonly bool _hasBranches;
    private int _caught;
    private int _cleanups;
    private bool _metFirstPoll;

    /// <param name="waits">The wait of the work.</param>
    /// <param name="workers">The number of threads that poll.</param>
    /// <param name="aborts">The number of aborts.</param>
    public AbortedBody(For waits, int workers, int aborts)
    {
        _aborts = aborts;
        _hasBranches = waits == For.TwoBranches;
        _task = Spawn(new TokenTaskBody(Owner, ct => RunAsync(waits, ct), default, default));
        // If a body meets its fired token while it runs, the abort may also end the first wait of its cleanup: docs/design/tasks/abort.md.
        if (waits == For.Foreign)
            new TaskPoller().PollOnce(Owner.Next()!);

        Workers(workers);
        Outsider("aborter", Abort);
        Outsider("opener", () =>
        {
            _gate.Open();
            _cleanup.Open();
        });
    }

    /// <summary>The wait of the work.</summary>
    public enum For
    {
        Ours,
        OursWithToken,
        OursInMethod,
        TwoBranches,
        Foreign,
        Yields,
    }

    public override void Check()
    {
        base.Check();
        // The task was aborted before it started.
        if (_task.Status == JoinStatus.Canceled && _caught == 0)
        {
            Assert.Equal((0, 0), (_caught, _cleanups));
            return;
        }

        // In the first poll one branch was aborted and the other ended by itself. Then the first wait of the cleanup may be aborted too:
        // docs/design/tasks/abort.md.
        if (_task.Status == JoinStatus.Canceled && _hasBranches && _metFirstPoll)
        {
            Assert.Equal((1, 0), (_caught, _cleanups));
            return;
        }

        Assert.Equal(JoinStatus.Completed, _task.Status);
        Assert.Equal((_aborts, 1), (_caught, _cleanups));
    }

    private void Abort()
    {
        for (var abort = 1; abort <= _aborts; abort++)
        {
            // Read before the abort: a task enters the owner's list at the end of its first poll.
            _metFirstPoll |= _task.OwnedIndex < 0;
            _task.Abort();
            ModelThread.Current!.Execution.WaitFor(ModelThread.Current, "for the abort to be seen", () => _caught == abort || Owner.Ends == 1);
        }
    }

    private async Task RunAsync(For waits, CancellationToken ct)
    {
        for (var abort = 0; abort < _aborts; abort++)
        {
            try
            {
                await WorkAsync(waits, ct);
            }
            catch (OperationCanceledException)
            {
                _caught++;
            }
        }

        await _cleanup.PassAsync();
        _cleanups++;
    }

    private async Task WorkAsync(For waits, CancellationToken ct)
    {
        switch (waits)
        {
            case For.Ours:
                await _gate.PassAsync();
                await _never.PassAsync();
                break;
            case For.OursWithToken:
                await _gate.PassUnlessAsync(ct);
                await _never.PassUnlessAsync(ct);
                break;
            case For.OursInMethod:
                await _gate.PassInMethodAsync();
                await _never.PassInMethodAsync();
                break;
            case For.TwoBranches:
                await Task.WhenAll(_never.PassInMethodAsync(), _gate.PassInMethodAsync());
                break;
            case For.Foreign:
                var foreign = new TaskCompletionSource();
                await using (ct.UnsafeRegister(static foreign => ((TaskCompletionSource)foreign!).TrySetCanceled(), foreign))
                    await foreign.Task;
                break;
            case For.Yields:
                await _gate.PassAsync();
                await CurrentTask.YieldAsync();
                await _never.PassAsync();
                break;
        }
    }
}
