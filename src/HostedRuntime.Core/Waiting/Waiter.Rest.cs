using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

// How a wait that is over stays for the next wait of its task: see "Rest" in the remarks of the class.
internal abstract partial class Waiter
{
    public sealed override bool CanRest => true;

    /// <summary>The one of that type which rests in this poll or its task, decided until it is opened; else one from the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TWaiter Rent<TWaiter>(PollCell? cell) where TWaiter : Waiter, new()
    {
        // A branch that has felt an abort takes a fresh wait: one that rested says that it has felt none.
        if (cell is { AbortsSeen: 0 })
        {
            if (cell.Resting is { } resting)
            {
                if (resting.GetType() == typeof(TWaiter))
                {
                    cell.Resting = null;
                    return Unsafe.As<TWaiter>(resting);
                }
            }
            else if (cell.Task?.FirstWait is { } first && first.GetType() == typeof(TWaiter) && Unsafe.As<TWaiter>(first).State.TryEndRest())
            {
                return Unsafe.As<TWaiter>(first);
            }
        }

        var waiter = WaiterPool.Rent<TWaiter>();
        waiter._mayRest = true;
        return waiter;
    }

    /// <summary>Takes back a wait that was opened and is not needed. False: it was aborted meanwhile, and has to be awaited for that.</summary>
    internal bool TryGiveBack(PollCell? cell)
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        _owner = null;
        if (_isEnlisted)
            cell!.Resting = this;
        else
            Restock();
        return true;
    }

    public sealed override bool OnEvicted()
    {
        if (State.TryEndRest())
        {
            Restock();
            return true;
        }

        if (PollCell.OfThisThreadIfAny is not { } cell || !ReferenceEquals(cell.Resting, this))
            return false;
        cell.Resting = null;
        if (!_isHeld)
            Restock();
        return true;
    }

    /// <summary>The thread that it rested with turns to something else: it rests in the task.</summary>
    internal void EndRest()
    {
        var task = Unsafe.As<IWaitingTask>(_target!);
        if (_isHeld)
        {
            task.Delist(this);
            return;
        }

        // One that has lost its place meanwhile nobody finds any more. Not pooled even so: it may be an abort that took it, and has not seen yet that it is
        // decided.
        State.Rest();
    }

    /// <summary>
    /// Leaves the waiter in the poll, for the next wait of its kind there. Not if anything but the task's list knows it: a token, another context,
    /// an error to throw.
    /// </summary>
    protected bool TryRest()
    {
        if (!_mayRest || !_isEnlisted || _extras.Read() is { IsEmpty: false } || IsHeldElsewhere)
            return false;
        if (PollCell.OfThisThreadIfAny is not { IsPolling: true, Resting: null } cell || !ReferenceEquals(cell.Task, _target) || !Unsafe.As<IWaitingTask>(_target!).MayKeep(this))
            return false;
        _version++;
        _continuation = null;
        _continuationState = null;
        _owner = null;
        cell.Resting = this;
        return true;
    }

    /// <summary>To the pool, from a rest.</summary>
    private void Restock()
    {
        _isEnlisted = false;
        _target = null;
        State.Reset();
        Recycle();
    }
}
