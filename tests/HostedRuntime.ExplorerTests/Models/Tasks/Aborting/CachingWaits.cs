using HostedRuntime.Exploring;
using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A body waits for notifications repeatedly, sometimes in the same poll, and is aborted once. One notification is sent for each wait that
/// it begins. A lost notification, or a lost abort, leaves it waiting for ever.
/// </summary>
internal sealed class CachingWaits : TaskModel
{
    private const int Waits = 3;

    private readonly AsyncNotify _notify = new();
    private readonly Gate _never = new();
    private readonly JoinHandle _task;
    private int _begun;
    private int _canceled;
    private bool _isDone;

    public CachingWaits(int workers)
    {
        _task = Spawn(new TaskBody(Owner, RunAsync, default, default));
        Workers(workers);
        Outsider("aborter", _task.Abort);
        Outsider("notifier", () =>
        {
            for (var sent = 0; sent < Waits; sent++)
            {
                ModelThread.Current!.Execution.WaitFor(ModelThread.Current, "for a wait", () => _begun > sent || _isDone || Owner.Ends == 1);
                _notify.NotifyOne();
            }
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(_task.Status == JoinStatus.Canceled ? 0 : 1, _canceled);
        Assert.Equal(0, _notify.WaiterCount);
    }

    private async Task RunAsync()
    {
        for (var i = 0; i < Waits; i++)
            await OnceAsync();
        _isDone = true;
        if (_canceled == 0)
            await OnceAsync(_never);
    }

    private async Task OnceAsync(Gate? gate = null)
    {
        try
        {
            _begun++;
            if (gate is null)
                await _notify.WaitAsync();
            else
                await gate.PassAsync();
        }
        catch (OperationCanceledException)
        {
            _canceled++;
        }
    }
}
