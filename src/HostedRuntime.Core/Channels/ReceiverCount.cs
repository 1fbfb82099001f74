using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// How many receivers a broadcast or a watch has, and the task that completes when it has none. Written under the lock of the channel.
/// </summary>
internal struct ReceiverCount
{
    private AtomicInt _count;

    /// <summary>Made when a sender asks for the task. Forgotten by the first receiver that comes after there was none.</summary>
    private TaskCompletionSource? _zero;

    /// <summary>The number; a moment's view. Any thread.</summary>
    public readonly int Value => _count.Read();

    /// <summary>The number. Caller holds the lock.</summary>
    public readonly int ValueLocked => _count.ReadOwn();

    /// <summary>
    /// The source to complete after the lock, because the context of an awaiter may be user code; null if there are receivers or nobody
    /// asked. It stays until
    /// a receiver comes: every thread that disposes the last receiver completes it, so it is complete when either call returns. Caller
    /// holds the lock.
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

    /// <summary>Counts one receiver less. Caller holds the lock, and completes <see cref="SourceAtZero"/> after it.</summary>
    public void Remove() => _count.Write(_count.ReadOwn() - 1);
}
