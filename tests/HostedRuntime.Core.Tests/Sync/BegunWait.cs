namespace HostedRuntime.Tests.Sync;

/// <summary>A wait that was begun, whatever it gives.</summary>
public sealed class BegunWait
{
    private readonly Func<bool> _isCompleted;
    private readonly Func<bool, Task<long?>> _end;

    private BegunWait(Func<bool> isCompleted, Func<bool, Task<long?>> end) => (_isCompleted, _end) = (isCompleted, end);

    /// <summary>Until it has ended.</summary>
    public bool IsCompleted => _isCompleted();

    public static BegunWait Of<T>(ValueTask<T> wait) => new(() => wait.IsCompleted, async captured =>
    {
        var got = await wait.ConfigureAwait(captured);
        var id = CurrentTask.Id;
        if (got is IDisposable guard)
        {
            // The second time is stale, whoever has it by then.
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

    /// <summary>Awaits it and gives back what it got, twice.</summary>
    /// <returns>The task on which it went on.</returns>
    public Task<long?> EndAsync(bool captured = true) => _end(captured);

    /// <summary>The same for one that may have been cancelled.</summary>
    /// <returns>False: it was.</returns>
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
