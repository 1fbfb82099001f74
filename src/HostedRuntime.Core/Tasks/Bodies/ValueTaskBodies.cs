namespace HostedRuntime.Tasks;

// Tasks for bodies that return a ValueTask. If it is ready at once, no Task is needed. Otherwise AsTask returns the Task that an async
// method has anyway.

internal sealed class ValueTaskBody(TaskOwner owner, Func<ValueTask> body, in SpawnOptions options, in SpawnSite site) : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody() => Ready.OrTask(TakeBody<Func<ValueTask>>()());
}

internal sealed class ValueTaskBody<T>(TaskOwner owner, Func<ValueTask<T>> body, in SpawnOptions options, in SpawnSite site) : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        var pending = Ready.OrTask(TakeBody<Func<ValueTask<T>>>()(), out var result);
        Result = result;
        return pending;
    }
}

internal sealed class TokenValueTaskBody(TaskOwner owner, Func<CancellationToken, ValueTask> body, in SpawnOptions options, in SpawnSite site)
    : PlainTask(owner, body, options, site)
{
    private protected override Task? RunBody() => Ready.OrTask(TakeBody<Func<CancellationToken, ValueTask>>()(CancellationToken));
}

internal sealed class TokenValueTaskBody<T>(TaskOwner owner, Func<CancellationToken, ValueTask<T>> body, in SpawnOptions options, in SpawnSite site)
    : AsyncTask<T>(owner, body, options, site)
{
    private protected override Task? RunBody()
    {
        var pending = Ready.OrTask(TakeBody<Func<CancellationToken, ValueTask<T>>>()(CancellationToken), out var result);
        Result = result;
        return pending;
    }
}

/// <summary>Takes the result of a ValueTask if it is ready, otherwise its Task.</summary>
internal static class Ready
{
    public static Task? OrTask(ValueTask body)
    {
        if (!body.IsCompletedSuccessfully)
            return body.AsTask();
        body.GetAwaiter().GetResult();
        return null;
    }

    public static Task? OrTask<T>(ValueTask<T> body, out T? result)
    {
        if (!body.IsCompletedSuccessfully)
        {
            result = default;
            return body.AsTask();
        }

        result = body.GetAwaiter().GetResult();
        return null;
    }
}
