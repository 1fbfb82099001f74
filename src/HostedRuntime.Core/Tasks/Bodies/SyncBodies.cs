namespace HostedRuntime.Tasks;

// Tasks for synchronous bodies, on a worker or on the blocking pool.

internal abstract class SyncTask<T>(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site) : JoinHandle<T>(owner, body, options, site)
{
    private protected sealed override void Adopt(Task body)
    {
    }
}

internal sealed class ActionTask(TaskOwner owner, Action body, in SpawnOptions options, in SpawnSite site) : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        TakeBody<Action>()();
        return null;
    }
}

internal sealed class FuncTask<T>(TaskOwner owner, Func<T> body, in SpawnOptions options, in SpawnSite site) : SyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        Result = TakeBody<Func<T>>()();
        return null;
    }
}

internal sealed class TokenActionTask(TaskOwner owner, Action<CancellationToken> body, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        TakeBody<Action<CancellationToken>>()(CancellationToken);
        return null;
    }
}

internal sealed class TokenFuncTask<T>(TaskOwner owner, Func<CancellationToken, T> body, in SpawnOptions options, in SpawnSite site)
    : SyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        Result = TakeBody<Func<CancellationToken, T>>()(CancellationToken);
        return null;
    }
}

internal sealed class StateActionTask<TState>(
    TaskOwner owner, Action<TState, CancellationToken> body, TState state, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        TakeBody<Action<TState, CancellationToken>>()(state, CancellationToken);
        return null;
    }
}

internal sealed class StateFuncTask<TState, T>(
    TaskOwner owner, Func<TState, CancellationToken, T> body, TState state, in SpawnOptions options, in SpawnSite site)
    : SyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        Result = TakeBody<Func<TState, CancellationToken, T>>()(state, CancellationToken);
        return null;
    }
}
