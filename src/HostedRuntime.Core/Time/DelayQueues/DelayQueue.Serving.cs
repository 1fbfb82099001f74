using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>How items reach the readers that wait, and how these see the end.</summary>
/// <remarks>
/// Invariant: while the lock is free, no pending wait is in line if the queue was completed and is empty. Four operations can make that
/// true: <see cref="Complete"/>, <see cref="TryRemove"/>, <see cref="Clear"/>, and the serving of the last item. Each ends the waits before
/// it leaves the lock. A read looks for the end under the lock before it is put in line. So no wait misses the end.
/// </remarks>
public sealed partial class DelayQueue<T> : IRearmableTimerOwner, IWaiterListOwner
{
    /// <summary>True if no item is left and none will come. Caller holds the lock.</summary>
    private bool IsOverLocked => _isCompleted && _due is null && _wheel.Count == 0;

    /// <summary>
    /// Without the lock: a count that moves meanwhile is as good as any. Not when the first item is due: a wheel finds that out as time
    /// passes, and to search for it would hold the lock for as long as there are items.
    /// </summary>
    string IWaiterListOwner.Describe(WaiterList lane) => _wheel.Count switch
    {
        0 => "DelayQueue, 0 items",
        1 => "DelayQueue, 1 item, not due yet",
        var count => $"DelayQueue, {count} items, none due yet",
    };

    void IRearmableTimerOwner.OnElapsed(TimerEntry rang)
    {
        WakeList ready = default;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_timer.TryTake(rang))
                ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
    }

    void IRearmableTimerOwner.OnTimerFailed(TimerEntry failed, Exception error)
    {
        WakeList ended = default;
        using (_gate.Hold())
        {
            if (_timer.TryTake(failed))
                FailAllLocked(ref ended, () => error);
        }

        ended.SignalAll();
    }

    private static ChannelClosedException End() => new("The DelayQueue was completed, and no item is left.");

    /// <summary>
    /// Makes an item that was taken out unreachable by its key, and the items unreachable by each other. Caller holds no lock.
    /// </summary>
    private static void Drop(TimerWheel wheel, DelayedItem<T>? due)
    {
        due?.Leave();
        foreach (var entry in wheel.TakeAll())
            ((DelayedItem<T>)entry).Leave();
    }

    /// <summary>
    /// Ends all waits if no item is left and none will come. Has to follow wherever that can become true: <see cref="RearmableTimer.Settle"/>
    /// follows.
    /// </summary>
    private void EndIfOverLocked(ref WakeList ended)
    {
        if (!IsOverLocked)
            return;
        _timer.Clear();
        FailAllLocked(ref ended, End);
    }

    private void FailAllLocked(ref WakeList ended, Func<Exception> error)
    {
        while (_waits.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(error());
            ended.Add(waiter);
        }
    }

    private void InsertLocked(DelayedItem<T> item, TimeSpan delay, long now)
    {
        var due = _alarms.After(now, delay);
        item.Wheel = _wheel;
        _wheel.Insert(item, due == TimerSource.Never ? TimerWheel.Never : _scale.Due(due));
    }

    private bool TryTakeOutLocked(DelayedItem<T> item)
    {
        if (!ReferenceEquals(item.Wheel, _wheel))
            return false;
        if (ReferenceEquals(_due, item))
            _due = null;
        else
            _wheel.Remove(item);
        return true;
    }

    /// <summary>
    /// Takes all items out in one step, however many there are: <see cref="Drop"/> follows, without the lock, and
    /// <see cref="RearmableTimer.Settle"/>.
    /// </summary>
    private (TimerWheel Wheel, DelayedItem<T>? Due) TakeAllLocked()
    {
        var all = (_wheel, _due);
        // A key finds its item by the wheel, so from now on the keys of these items find nothing.
        _wheel = new TimerWheel();
        _due = null;
        _timer.Clear();
        return all;
    }

    private DelayedItem<T>? PeekDueLocked(long now) => _due ??= (DelayedItem<T>?)_wheel.TakeDue(_scale.At(now));

    /// <summary>
    /// Serves waits for which there are items that are due. Then ends the others if no item will come, or sets the reminder for them:
    /// <see cref="RearmableTimer.Settle"/> follows.
    /// </summary>
    /// <param name="now">Read before the lock: the clock may be code of others.</param>
    /// <returns>The waits that are served or ended, decided.</returns>
    private WakeList ServeLocked(long now)
    {
        var ready = default(WakeList);
        while (!_waits.Queue.IsEmpty)
        {
            if (PeekDueLocked(now) is { } item)
            {
                if (!_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                    break;
                _due = null;
                ((Waiter<T>)waiter).SetResult(item.Leave());
                ready.Add(waiter);
            }
            else if (IsOverLocked)
            {
                EndIfOverLocked(ref ready);
                break;
            }
            else if (_timer.TrySet(_wheel.NextTick is { } next ? _scale.Start(next) : TimerSource.Never))
            {
                break;
            }
            else
            {
                // Only a wheel knows a later time than the one that was read; its clock is ours.
                now = _alarms.Now;
            }
        }

        return ready;
    }
}
