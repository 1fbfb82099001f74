namespace HostedRuntime.Tasks;

// Tasks for bodies that return a Task, with and without a result.

internal abstract class AsyncTask<T>(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site)
    : JoinHandle<T>(owner, body, options, site)
{
    private protected sealed override void Adopt(Task body) => Result = ((Task<T>)body).Result;
}

internal sealed class TaskBody(TaskOwner owner, Func<Task> body, in SpawnOptions options, in SpawnSite site) : PlainTask(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<Task>>()());
}

internal sealed class TaskBody<T>(TaskOwner owner, Func<Task<T>> body, in SpawnOptions options, in SpawnSite site) : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<Task<T>>>()());
}

internal sealed class TokenTaskBody(TaskOwner owner, Func<CancellationToken, Task> body, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<CancellationToken, Task>>()(CancellationToken));
}

internal sealed class TokenTaskBody<T>(TaskOwner owner, Func<CancellationToken, Task<T>> body, in SpawnOptions options, in SpawnSite site)
    : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<CancellationToken, Task<T>>>()(CancellationToken));
}

internal sealed class StateTaskBody<TState>(
    TaskOwner owner, Func<TState, CancellationToken, Task> body, TState state, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<TState, CancellationToken, Task>>()(state, CancellationToken));
}

internal sealed class StateTaskBody<TState, T>(
    TaskOwner owner, Func<TState, CancellationToken, Task<T>> body, TState state, in SpawnOptions options, in SpawnSite site)
    : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task RunBody() => Body.Check(TakeBody<Func<TState, CancellationToken, Task<T>>>()(state, CancellationToken));
}

/// <summary>Checks what an asynchronous body returned.</summary>
internal static class Body
{
    public static Task Check(Task? body) => body ?? throw new InvalidOperationException("The body returned null where a Task was due.");
}
