using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

// How a finished wait is kept for the next wait of its task: see "Cache" in the remarks of the class.
internal abstract partial class Waiter
{
    /// <summary>
    /// Returns a waiter to use: the one that is cached in the current task if it has this type, otherwise one from the pool. A cached
    /// waiter stays decided until <see cref="Open(IWaitOwner)"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TWaiter Rent<TWaiter>(ThreadContext? context) where TWaiter : Waiter, new()
    {
        if (TakeCached<TWaiter>(context) is { } cached)
            return cached;
        var waiter = WaiterPool.Rent<TWaiter>();
        waiter._mayBeCached = true;
        return waiter;
    }

    /// <summary>Takes back a waiter that was opened and is not needed.</summary>
    /// <returns>True if it was taken back; false if an abort has decided it meanwhile, so that the caller has to await it.</returns>
    internal bool TryGiveBack()
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        _owner = null;
        // In a task's list it is cached again. If another wait has evicted it, no thread can reach it, and it is left to the garbage
        // collector.
        if (_isRegistered)
            State.MarkCached();
        else
            Restock();
        return true;
    }

    public sealed override bool OnEvicted()
    {
        if (!State.TryTakeCached())
            return false;
        Restock();
        return true;
    }

    /// <summary>
    /// Caches the waiter in its task for the next wait of its type. It does not if something besides the task's list knows the waiter, for
    /// example a token or another context.
    /// </summary>
    /// <returns>True if it is cached; otherwise false, and the caller ends it.</returns>
    protected bool TryCache()
    {
        if (!_mayBeCached || !_isRegistered || _isHeld || _extras.Read() is { IsEmpty: false } || IsHeldElsewhere || !MayBeCached(ThreadContext.CurrentOrNull, Target))
            return false;
        _version++;
        Continuation = null;
        ContinuationState = null;
        _owner = null;
        // Last, because another branch may use the waiter from here on, on another thread.
        State.MarkCached();
        return true;
    }

    /// <summary>Returns a waiter to the pool that has no wait: it was cached, or was given back before it was armed.</summary>
    private void Restock()
    {
        _isRegistered = false;
        Target = null;
        State.Reset();
        Recycle();
    }
}
