namespace HostedRuntime.Waiting;

/// <summary>
/// Waits that outlive <see cref="Thread.Interrupt"/>. An interrupt hits the next wait of its thread wherever that is. Inside the engine it would
/// end a thread of the runtime, or leave an operation half done.
/// </summary>
/// <remarks>
/// Between two bodies an interrupt has nobody to go to, and is dropped. Inside an operation that a user called it is deferred: the
/// operation ends as it should, and the interrupt hits the next wait of the user's own code.
/// </remarks>
internal static class Uninterrupted
{
    private static readonly ManualResetEvent s_never = new(initialState: false);

    /// <summary>Waits for a pulse. The caller holds the monitor and looks at its condition again after each return.</summary>
    /// <returns>True if the wait was interrupted.</returns>
    public static bool Wait(object monitor) => Wait(monitor, Timeout.InfiniteTimeSpan, out _);

    /// <summary>Waits for a pulse or for the time to pass. The caller holds the monitor and looks at its condition again after each return.</summary>
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
                // Once more for the whole time: the callers' times are bounds for a machine in trouble.
                isInterrupted = true;
            }
        }

        if (isInterrupted)
            Defer();
    }

    /// <summary>Has work done by a thread of the ThreadPool. An interrupt of the caller does not lose it.</summary>
    /// <remarks>
    /// The pool takes a lock where a segment of its queue is full. An interrupt that is pending breaks into that lock while another thread
    /// holds it. Nothing is queued then, so the work is queued again.
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

    /// <summary>Spins once: that yields now and then, and sleeps for a millisecond from round <paramref name="sleepThreshold"/> on.</summary>
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

    /// <summary>Drops an interrupt that is pending. Some 400 ns, because only a wait can see it.</summary>
    public static void Drop()
    {
        try
        {
            s_never.WaitOne(TimeSpan.Zero);
        }
        catch (ThreadInterruptedException)
        {
            // It was for a body that is over.
        }
    }

    /// <summary>Makes an interrupt that the engine has caught pending again.</summary>
    public static void Defer() => Thread.CurrentThread.Interrupt();
}
