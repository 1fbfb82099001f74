using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// One of several waiters of a notify waits under a context that refuses a post. The other waiters are still woken, the notifier gets no
/// exception, and the refusal is reported once.
/// </summary>
internal sealed class RefusedPost : TaskModel
{
    private readonly AsyncNotify _notify = new();
    private int _woken;

    public RefusedPost()
    {
        Owner = new ModelOwner { ExpectsFaults = true };
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new RefusingContext());
        _ = WaitAsync();
        SynchronizationContext.SetSynchronizationContext(before);
        foreach (var task in (RuntimeTask[])[Spawn(new TaskBody(Owner, WaitAsync, default, default)), Spawn(new TaskBody(Owner, WaitAsync, default, default))])
            new TaskPoller().PollOnce(Owner.Next()!);
        Spawn(new ActionTask(Owner, _notify.NotifyAll, default, default));
        Workers(2);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal((2, 1), (_woken, Owner.ExpectedFaults));
    }

    private async Task WaitAsync()
    {
        await _notify.WaitAsync();
        _woken++;
    }

    private sealed class RefusingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The context is gone.");
    }
}
