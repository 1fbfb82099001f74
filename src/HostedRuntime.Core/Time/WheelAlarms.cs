using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// The timers of a runtime: one wheel under one lock, and one thread that sleeps to the next tick of it, takes out what is due and sends
/// everybody on his way. It runs no code of users, so none can hold it up. Made by the first alarm; after the end of the runtime, and where the
/// system had no thread for it, a timer of the ThreadPool does its work.
/// </summary>
/// <remarks>
/// <para>Who decides. An alarm is taken out and expired under the lock, in which it is also inserted and removed: so it either rings or
/// was removed in time, never both. It rings after the lock, for that is where others are made ready.</para>
/// <para>Who wakes the thread. It notes under the lock for which tick it sleeps; who inserts an earlier one takes the note away, and wakes it
/// after the lock. While it is awake the note says "before anything", and it looks at the wheel again before it sleeps. It sleeps beside the
/// lock: a lock that is waited on costs each alarm twice as much.</para>
/// </remarks>
internal sealed class WheelAlarms : Alarms
{
    // So many are taken out at a time: the lock is held for microseconds, and nobody waits for the last of a thousand to be decided.
    private const int LargestBatch = 64;

    /// <summary>Says that nobody has to be woken: who takes out what is due is at it.</summary>
    private const long Awake = long.MinValue;

    /// <summary>
    /// A standing alarm that nobody uses is found after so many ticks at the latest, however far the time was for which it was armed. Looked at
    /// together: the thread wakes up for them once in <see cref="StandingStep"/>.
    /// </summary>
    private const long LongestStanding = 4096;
    private const long StandingStep = 1024;

    private readonly Lock _gate = new();
    private readonly Sleeper _sleeper = new();

    /// <summary>Written under the gate, at the end of the runtime; both do.</summary>
    private ITimerHost _host;
    private readonly TickScale _scale;
    private TimerWheel? _wheel;
    private Thread? _thread;

    /// <summary>The tick until which nobody looks at the wheel.</summary>
    private long _wakeAt = Never;

    /// <summary>In place of the thread, from the end of the runtime on, or from the first alarm on if the system had no thread then.</summary>
    private ITimer? _poolTimer;
    private AtomicBool _isStopped;

    public WheelAlarms(ITimerHost host, TimeProvider clock) : base(clock)
    {
        _host = host;
        _scale = Scale;
    }

    /// <summary>For timers whose state goes with their place in the wheel.</summary>
    public Lock Gate => _gate;

    /// <summary>From now on standing alarms leave when they are disarmed.</summary>
    public bool IsStopped => _isStopped.Read();

    /// <summary>How many alarms are armed, or stand idle; a moment's view.</summary>
    public int Count
    {
        get
        {
            using (_gate.Hold())
                return _wheel?.Count ?? 0;
        }
    }

    public override bool TryArm(Alarm alarm, long due)
    {
        var tick = TickOf(due);
        bool isArmed, wakes;
        using (_gate.Hold())
            isArmed = TryArmLocked(alarm, tick, out wakes);
        if (wakes)
            _sleeper.Wake();
        return isArmed;
    }

    public override bool TryArm(StandingAlarm alarm, long due)
    {
        bool isArmed, wakes;
        using (_gate.Hold())
            isArmed = alarm.TryArmLocked(this, due, out wakes);
        if (wakes)
            _sleeper.Wake();
        return isArmed;
    }

    /// <summary>Takes out a standing alarm, if it is idle.</summary>
    public void Dismiss(StandingAlarm alarm)
    {
        using (_gate.Hold())
            alarm.RemoveLocked(this);
    }

    public override bool TryDisarm(Alarm alarm)
    {
        using (_gate.Hold())
            return TryDisarmLocked(alarm);
    }

    public override long DueOf(Alarm alarm) => alarm.Place == WheelEntry.Nowhere ? Never : _scale.Start(alarm.Tick);

    public override void Run(Action<object?> callback, object? state) => _host.Run(callback, state);

    /// <summary>Holds the gate. <paramref name="wakes"/>: <see cref="Wake"/> has to follow, after the gate.</summary>
    public bool TryArmLocked(Alarm alarm, long tick, out bool wakes)
    {
        wakes = false;
        _wheel ??= new TimerWheel();
        if (tick <= _wheel.Elapsed)
            return false;
        _wheel.Insert(alarm, tick);
        if (tick < _wakeAt)
            wakes = TakeNoteLocked(alarm, tick);
        return true;
    }

    /// <summary>Holds the gate. Puts in a standing alarm that is armed for that time; <paramref name="stands"/>: where it stands, not after that.</summary>
    public bool TryStandLocked(StandingAlarm alarm, long due, out long stands, out bool wakes)
    {
        var tick = Math.Min(TickOf(due), (TickOfNow() + LongestStanding) & -StandingStep);
        stands = Math.Min(due, _scale.Start(tick));
        return TryArmLocked(alarm, tick, out wakes);
    }

    public void Wake() => _sleeper.Wake();

    /// <summary>Holds the gate.</summary>
    public bool TryDisarmLocked(Alarm alarm)
    {
        if (_wheel?.Remove(alarm) != true)
            return false;
        // Otherwise the timer would keep this wheel alive until the time that nobody waits for any more.
        if (_poolTimer is not null && _wheel.Count == 0)
            SleepByTimerLocked(Never);
        return true;
    }

    public long TickOf(long due) => _scale.Due(due);

    public long TickOfNow() => _scale.At(Now);

    /// <summary>Ends the thread. What is armed, now or later, rings all the same: cleanup that outlives the runtime waits for it.</summary>
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
            _sleeper.Wake();
            Uninterrupted.Join(thread, timeout);
        }

        using (_gate.Hold())
        {
            // Pairs with StandingAlarm.TryDisarm: the lock was left and taken since the flag was set.
            foreach (var idle in _wheel.Entries.OfType<StandingAlarm>().ToList())
                idle.RemoveLocked(this);
            _host = new EndedHost(_host);
            SleepByTimerLocked(_wheel.NextTick ?? Never);
        }
    }

    /// <summary>True: the thread sleeps too long, and is to be woken.</summary>
    private bool TakeNoteLocked(Alarm alarm, long tick)
    {
        if (_poolTimer is not null)
        {
            SleepByTimerLocked(alarm, tick);
            return false;
        }

        if (_thread is null)
        {
            StartLocked(alarm, tick);
            return false;
        }

        _wakeAt = Awake;
        return true;
    }

    private void StartLocked(Alarm alarm, long tick)
    {
        var thread = _host.CreateThread(Run);
        if (_host.TryStart(thread))
        {
            _thread = thread;
            _wakeAt = Awake;
            return;
        }

        var timer = CreatePoolTimer();
        _poolTimer = timer;
        try
        {
            SleepByTimerLocked(alarm, tick);
        }
        catch (OutOfMemoryException)
        {
            // Nor is there one for the timers of the pool. The next alarm asks for our own first.
            _poolTimer = null;
            throw;
        }
    }

    private ITimer CreatePoolTimer() => TimeProvider.System.CreateTimer(
        static self => ((WheelAlarms)self!).OnPoolTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <exception cref="OutOfMemoryException">The BCL has no thread for its timers, as its own Task.Delay would say: the alarm is out again.</exception>
    private void SleepByTimerLocked(Alarm alarm, long tick)
    {
        try
        {
            SleepByTimerLocked(tick);
        }
        catch (OutOfMemoryException)
        {
            _wheel!.Remove(alarm);
            _wakeAt = Never;
            throw;
        }
    }

    private void Run()
    {
        ResumeTarget.CarrierOfThread = _host.Run;
        var due = new DueAlarm[LargestBatch];
        int count;
        while ((count = WaitForDue(due)) > 0)
            Ring(due.AsSpan(0, count));
    }

    /// <summary>How many are due now; zero: the end.</summary>
    private int WaitForDue(DueAlarm[] due)
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

            _sleeper.Sleep(sleep);
        }
    }

    private int TakeDueLocked(DueAlarm[] due)
    {
        var now = TickOfNow();
        var count = 0;
        while (count < due.Length && _wheel!.TakeDue(now) is { } entry)
        {
            var alarm = Unsafe.As<Alarm>(entry);
            if (alarm.TryExpire())
                due[count++].Alarm = alarm;
        }

        return count;
    }

    private static void Ring(Span<DueAlarm> due)
    {
        foreach (ref var place in due)
        {
            var alarm = place.Alarm!;
            // The thread may sleep for long: it keeps nothing alive meanwhile.
            place.Alarm = null;
            alarm.Ring();
        }
    }

    private void OnPoolTimer()
    {
        var due = new DueAlarm[LargestBatch];
        int count;
        // While the runtime lives, what a foreign context does runs there, as from the thread.
        ResumeTarget.CarrierOfThread = IsStopped ? null : _host.Run;
        try
        {
            while ((count = TakeDueOrSleep(due)) > 0)
                Ring(due.AsSpan(0, count));
        }
        finally
        {
            ResumeTarget.CarrierOfThread = null;
        }
    }

    private int TakeDueOrSleep(DueAlarm[] due)
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
    /// An alarm that is armed at the end of a runtime or later does not keep the runtime alive. As long as the runtime lives, callbacks run as
    /// they did; after that they run on the ThreadPool.
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

    /// <summary>An array of a struct needs no covariance check at each store.</summary>
    private struct DueAlarm
    {
        public Alarm? Alarm;
    }
}
