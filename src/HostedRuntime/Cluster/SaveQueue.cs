namespace HostedRuntime.Cluster;

/// <summary>
/// Joins saves: callers that ask while a save is under way share the next one. So one state is never saved twice at the same time, and many
/// callers cost few writes. Any thread.
/// </summary>
internal sealed class SaveQueue(Func<Task> save)
{
    private readonly Lock _gate = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Saves the state as it is at this call, or later.</summary>
    /// <returns>A task that fails if the save fails.</returns>
    public Task SaveAsync()
    {
        lock (_gate)
        {
            if (_next is not null)
                return _next;
            _next = AfterAsync(_current);
            return _next;
        }
    }

    private async Task AfterAsync(Task before)
    {
        // Also leaves the lock of SaveAsync before the save begins. Comes back to the scheduler of a grain, as ConfigureAwait(true) below.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_gate)
        {
            // This task itself. Callers from now on get a save of their own, because this one may miss their change.
            _current = _next!;
            _next = null;
        }

        await save().ConfigureAwait(true);
    }
}
