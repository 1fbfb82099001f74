using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>
/// Free waiters: a small stack for each thread and type, so there is no lock and no shared state. A waiter is rented where the wait begins
/// and returned where its result is taken. Both are usually workers, so the stacks neither fill up nor run dry. A stack keeps a bounded
/// number of waiters.
/// </summary>
/// <remarks>
/// Inlined into the caller, which knows the exact type. Shared generic code would look up the thread's stack at run time, some 10 ns for
/// each call.
/// </remarks>
internal static class WaiterPool
{
    // Enough for the waits that one worker has in flight. Further ones are left to the garbage collector. Picked by hand.
    private const int Capacity = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWaiter Rent<TWaiter>() where TWaiter : Waiter, new()
    {
        if (OfThread<TWaiter>.Stack is not { Top: { } top } stack)
            return new TWaiter();
        stack.Top = top.Next;
        stack.Count--;
        top.Next = null;
        return Unsafe.As<TWaiter>(top);
    }

    /// <summary>
    /// Takes back a waiter that no other thread can reach: its <c>End</c> returned true, it was evicted from the cache, or it was never
    /// armed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
        var stack = OfThread<TWaiter>.Stack ??= new Stack();
        if (stack.Count == Capacity)
            return;
        stack.Count++;
        waiter.Next = stack.Top;
        stack.Top = waiter;
    }

    private static class OfThread<TWaiter> where TWaiter : Waiter
    {
        [ThreadStatic]
        public static Stack? Stack;
    }

    /// <summary>A stack that is linked through the queue links of the waiters, which are free while they are pooled.</summary>
    private sealed class Stack
    {
        public Waiter? Top;
        public int Count;
    }
}
