namespace HostedRuntime.Tests.Sync;

/// <summary>A pending or completed wait of any primitive, with any type of result.</summary>
public sealed class BegunWait
{
    private readonly Func<bool> _isCompleted;
    private readonly Func<bool, Task<long?>> _end;

    private BegunWait(Func<bool> isCompleted, Func<bool, Task<long?>> end) => (_isCompleted, _end) = (isCompleted, end);

    /// <summary>True once the wait has completed.</summary>
    public bool IsCompleted => _isCompleted();

    public static BegunWait Of<T>(ValueTask<T> wait) => new(() => wait.IsCompleted, async captured =>
    {
        var got = await wait.ConfigureAwait(captured);
        var id = CurrentTask.Id;
        if (got is IDisposable guard)
        {
            // The second Dispose is stale and must have no effect, even if another waiter holds the primitive by then.
            guard.Dispose();
            guard.Dispose();
        }

        return id;
    });

    public static BegunWait Of(ValueTask wait) => new(() => wait.IsCompleted, async captured =>
    {
        await wait.ConfigureAwait(captured);
        return CurrentTask.Id;
    });

    /// <summary>Awaits the wait. If its result is a guard, disposes the guard twice.</summary>
    /// <returns>The id of the task that the await resumed on.</returns>
    public Task<long?> EndAsync(bool captured = true) => _end(captured);

    /// <summary>Ends the wait like <see cref="EndAsync"/> if it may have been cancelled.</summary>
    /// <returns>False if the wait was cancelled; otherwise true.</returns>
    public async Task<bool> TryEndAsync()
    {
        try
        {
            await EndAsync();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
