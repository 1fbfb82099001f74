namespace HostedRuntime.Waiting;

/// <summary>
/// Waits that <see cref="Thread.Interrupt"/> does not break. An interrupt hits the next wait of its thread, wherever that is. Inside the
/// engine it would end a thread of the runtime, or leave an operation half done.
/// </summary>
/// <remarks>
/// Between two bodies an interrupt has no target and is dropped. Inside an operation that a user has called it is deferred: the
/// operation completes, and the interrupt hits the next wait of the user's own code.
/// </remarks>
internal static class Uninterrupted
{
    private static readonly ManualResetEvent s_never = new(initialState: false);

    /// <summary>Waits for a pulse. The caller holds the monitor and looks at its condition again after each return.</summary>
    /// <returns>True if the wait was interrupted.</returns>
    public static bool Wait(object monitor) => Wait(monitor, Timeout.InfiniteTimeSpan, out _);

    /// <summary>
    /// Waits for a pulse or for the time to pass. The caller holds the monitor and looks at its condition again after each return.
    /// </summary>
    /// <param name="monitor">The monitor, held.</param>
    /// <param name="timeout">The longest wait, or infinite.</param>
    /// <param name="hasTimedOut">True if the time has passed. An interrupt is no timeout: a pulse may have come with it.</param>
    /// <returns>True if the wait was interrupted.</returns>
    public static bool Wait(object monitor, TimeSpan timeout, out bool hasTimedOut)
    {
        try
        {
            hasTimedOut = !Monitor.Wait(monitor, timeout);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            hasTimedOut = false;
            return true;
        }
    }

    /// <summary>Waits for the end of a thread. An interrupt of the caller is deferred until after the wait.</summary>
    public static void Join(Thread thread) => Join(thread, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Waits for the end of a thread, or for the time to pass. An interrupt of the caller is deferred until after the wait.
    /// </summary>
    public static void Join(Thread thread, TimeSpan timeout)
    {
        var isInterrupted = false;
        while (true)
        {
            try
            {
                thread.Join(timeout);
                break;
            }
            catch (ThreadInterruptedException)
            {
                // Waits again for the whole time, because the callers' times are only upper bounds for an overloaded machine.
                isInterrupted = true;
            }
        }

        if (isInterrupted)
            Defer();
    }

    /// <summary>Queues work to the ThreadPool. An interrupt of the caller does not lose the work.</summary>
    /// <remarks>
    /// The pool takes a lock if a segment of its queue is full. If another thread holds that lock, a pending interrupt breaks the wait for
    /// it. Nothing is queued then, so the work is queued again.
    /// </remarks>
    public static void Queue<TState>(Action<TState> work, TState state, bool preferLocal)
    {
        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, state, preferLocal);
        }
        catch (ThreadInterruptedException)
        {
            Queue(work, state, preferLocal);
            Defer();
        }
    }

    /// <inheritdoc cref="Queue{TState}(Action{TState}, TState, bool)"/>
    public static void Queue(IThreadPoolWorkItem work, bool preferLocal)
    {
        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal);
        }
        catch (ThreadInterruptedException)
        {
            Queue(work, preferLocal);
            Defer();
        }
    }

    /// <summary>Spins once. Some rounds yield, and rounds from <paramref name="sleepThreshold"/> on may sleep for a millisecond.</summary>
    public static void SpinOnce(ref SpinWait spin, int sleepThreshold = 20)
    {
        try
        {
            spin.SpinOnce(sleepThreshold);
        }
        catch (ThreadInterruptedException)
        {
            Defer();
        }
    }

    /// <summary>Drops a pending interrupt. Slow, because only a wait can find an interrupt.</summary>
    public static void Drop()
    {
        try
        {
            s_never.WaitOne(TimeSpan.Zero);
        }
        catch (ThreadInterruptedException)
        {
            // The interrupt was for a body that has ended.
        }
    }

    /// <summary>Makes an interrupt that the engine has caught pending again.</summary>
    public static void Defer() => Thread.CurrentThread.Interrupt();
}
