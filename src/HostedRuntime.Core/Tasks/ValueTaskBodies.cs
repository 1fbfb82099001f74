namespace HostedRuntime.Tasks;

// A body that returns a ValueTask. Ready at once, it costs no Task; else AsTask gives the one that an async method has anyway.

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

/// <summary>A ValueTask's result if it is there, else its Task.</summary>
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
