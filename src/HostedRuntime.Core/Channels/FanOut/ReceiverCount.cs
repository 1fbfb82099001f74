using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// Counts the receivers of a broadcast or a watch, and holds the task that completes when there are none. Written under the lock of the
/// channel.
/// </summary>
internal struct ReceiverCount
{
    private AtomicInt _count;

    /// <summary>Created when a sender asks for the task. Dropped when a first receiver is added again.</summary>
    private TaskCompletionSource? _zero;

    /// <summary>The number of receivers. Any thread.</summary>
    public readonly int Value => _count.Read();

    /// <summary>The number of receivers. Caller holds the lock.</summary>
    public readonly int ValueLocked => _count.ReadOwn();

    /// <summary>
    /// The source that the caller completes after the lock, because the context of an awaiter may be user code. Null if there are receivers
    /// or no sender asked. It stays until a receiver is added. So every thread that disposes the last receiver completes it, and it is
    /// complete when either call returns. Caller holds the lock.
    /// </summary>
    public readonly TaskCompletionSource? SourceAtZero => _count.ReadOwn() == 0 ? _zero : null;

    /// <summary>Returns the task that completes when there is no receiver. Caller holds the lock.</summary>
    public Task TaskOfZero()
    {
        if (_count.ReadOwn() == 0)
            return Task.CompletedTask;
        _zero ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _zero.Task;
    }

    /// <summary>Counts one more receiver. Caller holds the lock.</summary>
    public void Add()
    {
        var before = _count.ReadOwn();
        if (before == 0)
            _zero = null;
        _count.Write(before + 1);
    }

    /// <summary>Counts one receiver less. The caller completes <see cref="SourceAtZero"/> after the lock. Caller holds the lock.</summary>
    public void Remove() => _count.Write(_count.ReadOwn() - 1);
}
