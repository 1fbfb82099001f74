using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>
/// A rearmable timer by a foreign clock. Under the owner's lock its time is only noted; <see cref="Settle"/> arms the clock's timer after
/// the lock.
/// </summary>
/// <remarks>
/// <para>A provider may call back inside the call that arms its timer, or hold a lock of its own while it calls back.</para>
/// <para>One thread settles at a time. A call that comes meanwhile, from another thread or from inside a callback, leaves its note to that
/// thread. The thread repeats until the noted time is the armed one. The owner's lock guards all fields.</para>
/// <para>The timer is stored before it is armed. So its callback finds it, whenever it comes.</para>
/// </remarks>
internal sealed class ProviderRearmableTimer(ProviderTimerSource timers, IRearmableTimerOwner owner, Lock gate) : RearmableTimer
{
    private OwnTimer? _entry;

    /// <summary>The time of the timer above; <see cref="TimerSource.Never"/> if there is none.</summary>
    private long _armedFor = TimerSource.Never;
    private long _wanted = TimerSource.Never;
    private bool _isSettling;

    public override bool TrySet(long due)
    {
        _wanted = due;
        return true;
    }

    public override void Clear() => _wanted = TimerSource.Never;

    public override bool TryTake(TimerEntry fired)
    {
        if (!ReferenceEquals(_entry, fired))
            return false;
        _entry = null;
        _armedFor = _wanted = TimerSource.Never;
        return true;
    }

    public override void Settle()
    {
        while (TryBegin(out var replaced, out var entry, out var due))
        {
            try
            {
                if (replaced is not null)
                    timers.TryDisarm(replaced);
                if (entry is not null)
                    Arm(entry, due);
            }
            finally
            {
                using (gate.Hold())
                    _isSettling = false;
            }
        }
    }

    private bool TryBegin(out OwnTimer? replaced, out OwnTimer? entry, out long due)
    {
        replaced = entry = null;
        using (gate.Hold())
        {
            due = _wanted;
            if (_isSettling || due == _armedFor)
                return false;
            _isSettling = true;
            replaced = _entry;
            _armedFor = due;
            _entry = entry = due == TimerSource.Never ? null : new OwnTimer(owner);
            return true;
        }
    }

    private void Arm(OwnTimer entry, long due)
    {
        bool isArmed;
        try
        {
            isArmed = timers.TryArm(entry, due);
        }
        catch (Exception error)
        {
            entry.Fail(error);
            return;
        }

        if (!isArmed)
            entry.Fire();
    }
}
