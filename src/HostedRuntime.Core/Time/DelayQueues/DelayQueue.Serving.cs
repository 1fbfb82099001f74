using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>Serves the readers that wait, and ends their waits when the queue is over.</summary>
/// <remarks>
/// Invariant: while the lock is free, no pending wait is in the list if the queue was completed and is empty. Four operations can make that
/// true: <see cref="Complete"/>, <see cref="TryRemove"/>, <see cref="Clear"/>, and the serving of the last item. Each ends the waits before
/// it leaves the lock. A read checks for the end under the lock before it enters the list. So no wait misses the end.
/// </remarks>
public sealed partial class DelayQueue<T> : IRearmableTimerOwner, IWaiterListOwner, IResource, IResourceHolder
{
    /// <summary>True if no item is left and none will come. Caller holds the lock.</summary>
    private bool IsOverLocked => _isCompleted && _due is null && _wheel.Count == 0;

    string IWaiterListOwner.Describe(WaiterList list) => $"DelayQueue, {State}";

    string IWaiterListOwner.PurposeOf(WaiterList list) => "item";

    ResourceKind IResource.Kind => ResourceKind.DelayQueue;

    ref ResourceIdentity IResource.Identity => ref _identity;

    IResource IResourceHolder.Resource => this;

    /// <summary>Describes the queue without the lock. A count that changes meanwhile does no harm.</summary>
    /// <remarks>
    /// The due time of the first item is left out. A wheel finds it out as time passes; a search would hold the lock for longer with more
    /// items.
    /// </remarks>
    private string State => _wheel.Count switch
    {
        0 => "0 items",
        1 => "1 item, not due yet",
        var count => $"{Counted.Of(count, "item")}, none due yet",
    };

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    ResourceView IResource.Look() => new() { State = State, Waiters = _waits.Queue.Count, Depth = _wheel.Count };

    void IRearmableTimerOwner.OnElapsed(TimerEntry fired)
    {
        WakeList ready = default;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_timer.TryTake(fired))
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
                _waits.Queue.FailAll(() => error, ref ended);
        }

        ended.SignalAll();
    }

    /// <summary>True if no item is left and none will come.</summary>
    internal bool HasEnded
    {
        get
        {
            using (_gate.Hold())
                return _isDisposed || IsOverLocked;
        }
    }

    /// <summary>Takes the earliest item if it is due and no reader waits for it.</summary>
    /// <returns>True if an item was taken; otherwise false.</returns>
    internal bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        var now = _timers.Now;
        using (_gate.Hold())
            return TryDequeueLocked(now, out item);
    }

    /// <summary>Adds a linked wait for the earliest item, if that is not due.</summary>
    internal CaseStart BeginDequeue(CaseLink link, out Waiter<T>? waiter)
    {
        waiter = null;
        WakeList ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed || IsOverLocked)
                return CaseStart.Ended;
            if (_waits.Queue.IsEmpty && PeekDueLocked(now) is not null)
                return CaseStart.Ready;
            waiter = _waits.EnqueueLinked<Waiter<T>>(link);
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return CaseStart.Waiting;
    }

    private bool TryDequeueLocked(long now, [MaybeNullWhen(false)] out T item)
    {
        item = default;
        if (!_waits.Queue.IsEmpty || PeekDueLocked(now) is not { } due)
            return false;
        _due = null;
        item = due.Leave();
        return true;
    }

    private static ChannelClosedException End() => new("The DelayQueue was completed, and no item is left.");

    /// <summary>
    /// Unlinks removed items, so that their keys find nothing and no item keeps another alive. Caller holds no lock.
    /// </summary>
    private static void Drop(TimerWheel wheel, DelayedItem<T>? due)
    {
        due?.Leave();
        foreach (var entry in wheel.TakeAll())
            ((DelayedItem<T>)entry).Leave();
    }

    /// <summary>
    /// Ends all waits if no item is left and none will come. Called wherever that can become true. <see cref="RearmableTimer.Settle"/> must
    /// follow.
    /// </summary>
    private void EndIfOverLocked(ref WakeList ended)
    {
        if (!IsOverLocked)
            return;
        _timer.Clear();
        _waits.Queue.FailAll(End, ref ended);
    }

    private void InsertLocked(DelayedItem<T> item, TimeSpan delay, long now)
    {
        var due = _timers.After(now, delay);
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
    /// Removes all items in one step, however many there are. Outside the lock <see cref="Drop"/> and <see cref="RearmableTimer.Settle"/>
    /// must follow.
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
    /// Serves waits while items are due. Then ends the other waits if no item will come, or sets the timer for them.
    /// <see cref="RearmableTimer.Settle"/> must follow.
    /// </summary>
    /// <param name="now">The time, read before the lock, because the clock may be user code.</param>
    /// <returns>The waits that were served or ended, decided.</returns>
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
                // Only a wheel can know a later time than the one read before the lock. Its clock is ours, so it may be read under the
                // lock.
                now = _timers.Now;
            }
        }

        return ready;
    }
}
