using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

// How a finished wait is kept for the next wait of its task: see "Cache" in the remarks of the class.
internal abstract partial class Waiter
{
    public sealed override bool IsCacheable => true;

    /// <summary>
    /// Returns a waiter to use: the one cached in this poll or in the task's first place if it has this type, otherwise one from the pool.
    /// A cached waiter stays decided until <see cref="Open"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TWaiter Rent<TWaiter>(ThreadContext? context) where TWaiter : Waiter, new()
    {
        // A branch that has seen an abort takes a fresh waiter, because a cached one carries the number 0.
        if (context is { AbortsSeen: 0 })
        {
            if (context.CachedWait is { } cached)
            {
                if (cached.GetType() == typeof(TWaiter))
                {
                    context.CachedWait = null;
                    return Unsafe.As<TWaiter>(cached);
                }
            }
            else if (context.Task?.FirstWait is { } first && first.GetType() == typeof(TWaiter) && Unsafe.As<TWaiter>(first).State.TryTakeCached())
            {
                return Unsafe.As<TWaiter>(first);
            }
        }

        var waiter = WaiterPool.Rent<TWaiter>();
        waiter._mayBeCached = true;
        return waiter;
    }

    /// <summary>Takes back a waiter that was opened and is not needed.</summary>
    /// <returns>True if it was taken back; false if an abort has decided it meanwhile, so that the caller has to await it.</returns>
    internal bool TryGiveBack(ThreadContext? context)
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        _owner = null;
        if (_isRegistered)
            context!.CachedWait = this;
        else
            Restock();
        return true;
    }

    public sealed override bool OnEvicted()
    {
        if (State.TryTakeCached())
        {
            Restock();
            return true;
        }

        if (ThreadContext.CurrentOrNull is not { } context || !ReferenceEquals(context.CachedWait, this))
            return false;
        context.CachedWait = null;
        if (!_isHeld)
            Restock();
        return true;
    }

    /// <summary>Moves the cached waiter from the thread to its task. Called before the thread polls another task.</summary>
    internal void Uncache()
    {
        var task = Unsafe.As<IWaitingTask>(_target!);
        if (_isHeld)
        {
            task.Unregister(this);
            return;
        }

        // If another wait has replaced this one in the task's first place, nobody can reach it. It still must not be pooled: an abort may
        // have taken it from the list and may not have seen yet that it is decided.
        State.MarkCached();
    }

    /// <summary>
    /// Caches the waiter in the thread for the next wait of its type, unless something besides the task's list knows it: a token, another
    /// context, an error.
    /// </summary>
    /// <returns>True if it is cached; otherwise false, and the caller ends it.</returns>
    protected bool TryCache()
    {
        if (!_mayBeCached || !_isRegistered || _extras.Read() is { IsEmpty: false } || IsHeldElsewhere)
            return false;
        if (ThreadContext.CurrentOrNull is not { IsPolling: true, CachedWait: null } context || !ReferenceEquals(context.Task, _target) || !Unsafe.As<IWaitingTask>(_target!).MayKeep(this))
            return false;
        _version++;
        _continuation = null;
        _continuationState = null;
        _owner = null;
        context.CachedWait = this;
        return true;
    }

    /// <summary>Returns a cached waiter to the pool.</summary>
    private void Restock()
    {
        _isRegistered = false;
        _target = null;
        State.Reset();
        Recycle();
    }
}
