using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Puts one thread to sleep and wakes it. A wake leaves a permit that the next sleep takes, so a wake that comes first is not lost.
/// </summary>
/// <remarks>
/// <para>The parts are the BCL's, because all of its primitives wake about equally fast. What matters is the policy of when to
/// sleep.</para>
/// <para>An event is used instead of a monitor. A thread that a pulse wakes needs the lock in which the pulse was given. If both threads
/// share a processor, the woken one runs at once, blocks on that lock and sleeps again. So a wake takes eight switches of threads, where an
/// event takes four. The event is left to its finalizer, because a late wake may come to a thread that has ended.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A late wake would find the event disposed.")]
internal sealed class Parker
{
    private const int Empty = 0;
    private const int Sleeping = 1;
    private const int Permit = 2;

    /// <summary>The sleeping thread has to look at something, and may then sleep on.</summary>
    private const int Nudged = 3;

    private readonly AutoResetEvent _wake = new(initialState: false);
    private AtomicInt _state;

    /// <summary>True while the thread sleeps and no wake is under way. A snapshot. Any thread.</summary>
    public bool IsSleeping => _state.Read() == Sleeping;

    /// <summary>
    /// Sleeps until there is a permit, and takes it. An interrupt of the thread does not end the sleep. Owner thread only.
    /// </summary>
    public void Park()
    {
        while (!Park(Timeout.InfiniteTimeSpan))
        {
        }
    }

    /// <summary>Sleeps until there is a permit, a nudge, or the time has passed. Owner thread only.</summary>
    /// <returns>
    /// True if there was a permit, which is taken. Otherwise false: the time has passed, or the thread was nudged or interrupted. A permit
    /// that comes at that moment ends the next sleep.
    /// </returns>
    public bool Park(TimeSpan timeout)
    {
        // Pairs with the exchanges in Unpark and Nudge: one of the two sides sees the other. The event is set once for each sleep that they
        // end.
        if (_state.CompareExchange(Sleeping, Empty) == Empty && !TryWait(timeout))
        {
            if (_state.CompareExchange(Empty, Sleeping) == Sleeping)
                return false;
            // A wake or nudge is under way and sets the event, which belongs to this sleep.
            while (!TryWait(Timeout.InfiniteTimeSpan))
            {
            }
        }

        return _state.Exchange(Empty) == Permit;
    }

    public void Unpark()
    {
        if (_state.Exchange(Permit) == Sleeping)
            _wake.Set();
    }

    /// <summary>Ends the current sleep, or the next one, without a permit. Takes no lock and does not block. Any thread.</summary>
    public void Nudge()
    {
        var seen = _state.Read();
        while (seen is Empty or Sleeping)
        {
            var before = _state.CompareExchange(Nudged, seen);
            if (before == seen)
            {
                if (seen == Sleeping)
                    _wake.Set();
                return;
            }

            seen = before;
        }
    }

    private bool TryWait(TimeSpan timeout)
    {
        try
        {
            return _wake.WaitOne(timeout);
        }
        catch (ThreadInterruptedException)
        {
            // The interrupt was left by a body that has ended. The event was not taken.
            return false;
        }
    }
}
