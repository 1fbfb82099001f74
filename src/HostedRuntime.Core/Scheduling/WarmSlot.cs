namespace HostedRuntime.Scheduling;

/// <summary>
/// The task that a worker scheduled last: its data is warm, so it runs next. Filled and taken by exchange, because the end of the
/// runtime takes it from a worker that is stuck; thieves leave it alone, or filling an empty slot could not be silent.
/// </summary>
internal struct WarmSlot
{
    private RuntimeTask? _task;

    public readonly bool IsEmpty => Volatile.Read(in _task) is null;

    /// <summary>Puts a task in; returns the one that it displaces.</summary>
    public RuntimeTask? Put(RuntimeTask task) => Interlocked.Exchange(ref _task, task);

    public RuntimeTask? Take() => IsEmpty ? null : Interlocked.Exchange(ref _task, null);
}
