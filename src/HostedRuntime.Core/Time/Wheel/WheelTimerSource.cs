using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// The timers of a runtime: one wheel under one lock, and one thread. The thread sleeps until the next tick that has a timer, and then
/// fires the timers that are due. It runs no user code, so no user code can delay it. The first timer starts the thread. After the end of
/// the runtime, or if the system had no thread, a timer of the ThreadPool does its work.
/// </summary>
/// <remarks>
/// <para>A timer is inserted, removed and expired under the lock. So it either fires or was removed in time, never both. It fires
/// after the lock, because that schedules tasks.</para>
/// <para>Waking the thread. The thread notes under the lock the tick until which it sleeps. A caller that inserts an earlier timer clears
/// the note and wakes the thread after the lock. While the thread is awake, the note is <see cref="Awake"/>, which is before every tick,
/// and the thread looks at the wheel again before it sleeps. It sleeps on another monitor, because a lock that threads wait on would cost
/// each timer twice as much.</para>
/// </remarks>
internal sealed class WheelTimerSource : TimerSource
{
    // The maximum number of timers that are expired under one lock. So the lock is held for microseconds, and the first of a thousand
    // timers does not wait until the last one is expired.
    private const int MaxBatch = 64;

    /// <summary>The value of <see cref="_wakeAt"/> while the thread is awake and need not be woken.</summary>
    private const long Awake = long.MinValue;

    /// <summary>
    /// The maximum number of ticks until the wheel looks at a reusable timer, whatever its due time, so that an idle timer is dropped.
    /// The places are multiples of <see cref="PlaceStep"/>, so the thread wakes up for them at most once in that many ticks.
    /// </summary>
    private const long MaxTicksUnseen = 4096;
    private const long PlaceStep = 1024;

    private readonly Lock _gate = new();
    private readonly TimerThreadParker _parker = new();

    /// <summary>The runtime. Replaced under the gate at the end of the runtime, by an object that can still run callbacks.</summary>
    private ITimerHost _host;
    private readonly TickScale _scale;
    private TimerWheel? _wheel;
    private Thread? _thread;

    /// <summary>The tick until which no thread looks at the wheel.</summary>
    private long _wakeAt = Never;

    /// <summary>
    /// The timer that replaces the thread; null while there is none. It does so from the end of the runtime on, or from the first timer on
    /// if the system had no thread then.
    /// </summary>
    private ITimer? _poolTimer;
    private AtomicBool _isStopped;

    public WheelTimerSource(ITimerHost host, TimeProvider clock) : base(clock)
    {
        _host = host;
        _scale = Scale;
    }

    /// <summary>The lock of the wheel, for timers whose state it guards too.</summary>
    public Lock Gate => _gate;

    /// <summary>True once the runtime has ended. From then on a reusable timer leaves the wheel when it is disarmed.</summary>
    public bool IsStopped => _isStopped.Read();

    /// <summary>The number of timers in the wheel, including idle reusable timers. It may change at any time.</summary>
    public int Count
    {
        get
        {
            using (_gate.Hold())
                return _wheel?.Count ?? 0;
        }
    }

    public override bool TryArm(TimerEntry timer, long due)
    {
        var tick = TickOf(due);
        bool isArmed, wakes;
        using (_gate.Hold())
            isArmed = TryArmLocked(timer, tick, out wakes);
        if (wakes)
            _parker.Wake();
        return isArmed;
    }

    public override bool TryArm(ReusableTimerEntry timer, long due)
    {
        bool isArmed, wakes;
        using (_gate.Hold())
            isArmed = timer.TryArmLocked(this, due, out wakes);
        if (wakes)
            _parker.Wake();
        return isArmed;
    }

    /// <summary>Removes a reusable timer, if it is idle.</summary>
    public void Dismiss(ReusableTimerEntry timer)
    {
        using (_gate.Hold())
            timer.RemoveLocked(this);
    }

    public override bool TryDisarm(TimerEntry timer)
    {
        using (_gate.Hold())
            return TryDisarmLocked(timer);
    }

    public override long DueOf(TimerEntry timer) => timer.Place == WheelEntry.Nowhere ? Never : _scale.Start(timer.Tick);

    public override void Run(Action<object?> callback, object? state) => _host.Run(callback, state);

    /// <summary>Inserts a timer for that tick. Caller holds `_gate`.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="tick">Its tick.</param>
    /// <param name="wakes">True if the caller has to call <see cref="Wake"/> after the lock.</param>
    /// <returns>True if the timer is armed; false if the tick has passed.</returns>
    public bool TryArmLocked(TimerEntry timer, long tick, out bool wakes)
    {
        wakes = false;
        _wheel ??= new TimerWheel();
        if (tick <= _wheel.Elapsed)
            return false;
        _wheel.Insert(timer, tick);
        if (tick < _wakeAt)
            wakes = NoteEarliestLocked(timer, tick);
        return true;
    }

    /// <summary>Inserts a reusable timer that is armed for that time. Caller holds `_gate`.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="due">The time for which it is armed.</param>
    /// <param name="placedAt">The time of its place in the wheel, which is not later than <paramref name="due"/>.</param>
    /// <param name="wakes">True if the caller has to call <see cref="Wake"/> after the lock.</param>
    /// <returns>True if the timer is armed; false if the time has passed.</returns>
    public bool TryInsertReusableLocked(ReusableTimerEntry timer, long due, out long placedAt, out bool wakes)
    {
        var tick = Math.Min(TickOf(due), (TickOfNow() + MaxTicksUnseen) & -PlaceStep);
        placedAt = Math.Min(due, _scale.Start(tick));
        return TryArmLocked(timer, tick, out wakes);
    }

    public void Wake() => _parker.Wake();

    /// <summary>Removes a timer. Caller holds `_gate`.</summary>
    /// <returns>True if it was in the wheel; otherwise false.</returns>
    public bool TryDisarmLocked(TimerEntry timer)
    {
        if (_wheel?.Remove(timer) != true)
            return false;
        // Otherwise the pool's timer would keep this wheel alive until a time that no timer needs any more.
        if (_poolTimer is not null && _wheel.Count == 0)
            SleepByTimerLocked(Never);
        return true;
    }

    public long TickOf(long due) => _scale.Due(due);

    public long TickOfNow() => _scale.At(Now);

    /// <summary>
    /// Ends the thread. Timers that are armed now or later still fire, by a timer of the pool, because cleanup that outlives the runtime
    /// waits for them.
    /// </summary>
    public void Stop(TimeSpan timeout)
    {
        Thread? thread;
        using (_gate.Hold())
        {
            if (_isStopped.Read())
                return;
            _poolTimer ??= CreatePoolTimer();
            _isStopped.Write(true);
            thread = _thread;
            if (_wheel is null)
            {
                _host = new EndedHost(_host);
                return;
            }
        }

        if (thread is not null)
        {
            _parker.Wake();
            Uninterrupted.Join(thread, timeout);
        }

        using (_gate.Hold())
        {
            // Pairs with the fence in ReusableTimerEntry.TryDisarm: this thread has released and taken the lock since it set the flag.
            foreach (var idle in _wheel.Entries.OfType<ReusableTimerEntry>().ToList())
                idle.RemoveLocked(this);
            _host = new EndedHost(_host);
            SleepByTimerLocked(_wheel.NextTick ?? Never);
        }
    }

    /// <summary>
    /// Makes the thread, or the pool's timer, look at the wheel at that tick. Starts the thread if there is none. Caller holds `_gate`.
    /// </summary>
    /// <returns>True if the caller has to wake the thread after the lock; otherwise false.</returns>
    private bool NoteEarliestLocked(TimerEntry timer, long tick)
    {
        if (_poolTimer is not null)
        {
            SleepByTimerLocked(timer, tick);
            return false;
        }

        if (_thread is null)
        {
            StartLocked(timer, tick);
            return false;
        }

        _wakeAt = Awake;
        return true;
    }

    private void StartLocked(TimerEntry timer, long tick)
    {
        var thread = _host.CreateThread(Run);
        if (_host.TryStart(thread))
        {
            _thread = thread;
            _wakeAt = Awake;
            return;
        }

        var poolTimer = CreatePoolTimer();
        _poolTimer = poolTimer;
        try
        {
            SleepByTimerLocked(timer, tick);
        }
        catch (OutOfMemoryException)
        {
            // The pool has no thread for its timers either. The next timer tries to start our own thread first.
            _poolTimer = null;
            throw;
        }
    }

    private ITimer CreatePoolTimer() => TimeProvider.System.CreateTimer(
        static self => ((WheelTimerSource)self!).OnPoolTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <exception cref="OutOfMemoryException">
    /// The BCL has no thread for its timers; its Task.Delay would throw this too. The timer is removed from the wheel.
    /// </exception>
    private void SleepByTimerLocked(TimerEntry timer, long tick)
    {
        try
        {
            SleepByTimerLocked(tick);
        }
        catch (OutOfMemoryException)
        {
            _wheel!.Remove(timer);
            _wakeAt = Never;
            throw;
        }
    }

    private void Run()
    {
        ResumeTarget.CarrierOfThread = _host.Run;
        var due = new DueEntry[MaxBatch];
        int count;
        while ((count = WaitForDue(due)) > 0)
            Fire(due.AsSpan(0, count));
    }

    /// <summary>Sleeps until timers are due, and expires them.</summary>
    /// <returns>The number of timers to fire; zero if the thread has to end.</returns>
    private int WaitForDue(DueEntry[] due)
    {
        while (true)
        {
            TimeSpan sleep;
            using (_gate.Hold())
            {
                if (_poolTimer is not null)
                    return 0;
                _wakeAt = Awake;
                if (TakeDueLocked(due) is var count and > 0)
                    return count;
                _wakeAt = _wheel!.NextTick ?? Never;
                sleep = _wakeAt == Never ? Timeout.InfiniteTimeSpan : _scale.Until(_wakeAt, Now);
            }

            _parker.Sleep(sleep);
        }
    }

    private int TakeDueLocked(DueEntry[] due)
    {
        var now = TickOfNow();
        var count = 0;
        while (count < due.Length && _wheel!.TakeDue(now) is { } entry)
        {
            var timer = Unsafe.As<TimerEntry>(entry);
            if (timer.TryExpire())
                due[count++].TimerEntry = timer;
        }

        return count;
    }

    private static void Fire(Span<DueEntry> due)
    {
        foreach (ref var place in due)
        {
            var timer = place.TimerEntry!;
            // Cleared, because the thread may sleep for a long time and must keep no timer alive.
            place.TimerEntry = null;
            timer.Fire();
        }
    }

    private void OnPoolTimer()
    {
        var due = new DueEntry[MaxBatch];
        int count;
        // While the runtime lives, code of foreign contexts runs on it, as for the timer thread.
        ResumeTarget.CarrierOfThread = IsStopped ? null : _host.Run;
        try
        {
            while ((count = TakeDueOrSleep(due)) > 0)
                Fire(due.AsSpan(0, count));
        }
        finally
        {
            ResumeTarget.CarrierOfThread = null;
        }
    }

    private int TakeDueOrSleep(DueEntry[] due)
    {
        using (_gate.Hold())
        {
            var count = TakeDueLocked(due);
            if (count == 0)
                SleepByTimerLocked(_wheel!.NextTick ?? Never);
            return count;
        }
    }

    private void SleepByTimerLocked(long tick)
    {
        _wakeAt = tick;
        _poolTimer!.Change(tick == Never ? Timeout.InfiniteTimeSpan : _scale.Until(tick, Now), Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Runs callbacks after the end of a runtime, without keeping the runtime alive. As long as the runtime object lives, callbacks run as
    /// before, and after that on the ThreadPool.
    /// </summary>
    private sealed class EndedHost(ITimerHost host) : ITimerHost
    {
        private readonly WeakReference<ITimerHost> _host = new(host);

        public Thread CreateThread(Action run) => throw new NotSupportedException("After the end of a runtime a timer of the ThreadPool takes the place of the thread.");

        public bool TryStart(Thread thread) => false;

        public void Run(Action<object?> callback, object? state)
        {
            if (_host.TryGetTarget(out var host))
                host.Run(callback, state);
            else
                Uninterrupted.Queue(callback, state, preferLocal: false);
        }
    }

    /// <summary>An array element. A struct, because a store into an array of a class needs a covariance check.</summary>
    private struct DueEntry
    {
        public TimerEntry? TimerEntry;
    }
}
