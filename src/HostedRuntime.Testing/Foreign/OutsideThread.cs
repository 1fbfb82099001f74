namespace HostedRuntime.Testing;

/// <summary>
/// A thread other than a seat on which code of a test runs. Created on that thread. The lock of its list guards it.
/// </summary>
internal sealed class OutsideThread
{
    // In real time. A thread that is about to get a lock says that it waits, too, so one look is not enough.
    private static readonly TimeSpan s_leastWait = TimeSpan.FromMilliseconds(5);

    // Read on the thread itself, because a thread that has ended cannot be asked.
    private readonly bool _isOfPool = Thread.CurrentThread.IsThreadPoolThread;
    private readonly string? _name = Thread.CurrentThread.Name;
    private long? _waitsSince;

    public Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>The thread in a text.</summary>
    public string Name => _isOfPool ? "a thread of the ThreadPool" : $"the thread '{_name}'";

    /// <summary>Returns whether the code is under way: always on a thread of the pool, and otherwise until the thread waits.</summary>
    public bool IsRunning()
    {
        if (_isOfPool)
            return true;
        var state = Thread.ThreadState;
        if (state.HasFlag(ThreadState.Stopped))
            return false;
        if (!state.HasFlag(ThreadState.WaitSleepJoin))
        {
            _waitsSince = null;
            return true;
        }

        _waitsSince ??= TimeProvider.System.GetTimestamp();
        return TimeProvider.System.GetElapsedTime(_waitsSince.Value) < s_leastWait;
    }
}
