namespace HostedRuntime.Tasks;

// A body that takes its state and returns a ValueTask; ready or not, as in ValueTaskBodies.

internal sealed class StateValueTaskBody<TState>(
    TaskOwner owner, Func<TState, CancellationToken, ValueTask> body, TState state, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody() => Ready.OrTask(TakeBody<Func<TState, CancellationToken, ValueTask>>()(state, CancellationToken));
}

internal sealed class StateValueTaskBody<TState, T>(
    TaskOwner owner, Func<TState, CancellationToken, ValueTask<T>> body, TState state, in SpawnOptions options, in SpawnSite site)
    : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        var pending = Ready.OrTask(TakeBody<Func<TState, CancellationToken, ValueTask<T>>>()(state, CancellationToken), out var result);
        Result = result;
        return pending;
    }
}
