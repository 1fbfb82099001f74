using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>
/// Free waiters, a small stack for each thread and type: no lock, no word that two threads write.
/// A waiter is rented where the wait begins and returned where its result is taken; both ends are workers as a rule,
/// so the stacks stay level.
/// </summary>
/// <remarks>
/// Inlined into the caller, which knows the exact type: shared generic code would look the thread's stack up by name, some 10 ns at each end.
/// </remarks>
internal static class WaiterPool
{
    // Enough for the waits that one worker juggles at a time; what is above goes to the garbage collector. Picked by hand.
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

    /// <summary>Takes back a waiter whose <c>End</c> said that nobody holds it.</summary>
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

    /// <summary>Linked through the waiters, whose link is free while they rest.</summary>
    private sealed class Stack
    {
        public Waiter? Top;
        public int Count;
    }
}
