namespace HostedRuntime.Waiting;

/// <summary>
/// Free waiters, a small stack for each thread and type: no lock, no word that two threads write.
/// A waiter is rented where the wait begins and returned where its result is taken; both ends are workers as a rule,
/// so the stacks stay level.
/// </summary>
internal static class WaiterPool
{
    public static TWaiter Rent<TWaiter>() where TWaiter : Waiter, new() => Stack<TWaiter>.Pop() ?? new TWaiter();

    /// <summary>Takes back a waiter whose <c>End</c> said that nobody holds it.</summary>
    public static void Return<TWaiter>(TWaiter waiter) where TWaiter : Waiter => Stack<TWaiter>.Push(waiter);

    private static class Stack<TWaiter> where TWaiter : Waiter
    {
        // Enough for the waits that one worker juggles at a time; what is above goes to the garbage collector. Picked by hand.
        private const int Capacity = 64;

        [ThreadStatic]
        private static TWaiter?[]? t_items;

        [ThreadStatic]
        private static int t_count;

        public static TWaiter? Pop()
        {
            if (t_count == 0)
                return null;
            var waiter = t_items![--t_count];
            t_items[t_count] = null;
            return waiter;
        }

        public static void Push(TWaiter waiter)
        {
            t_items ??= new TWaiter?[Capacity];
            if (t_count < Capacity)
                t_items[t_count++] = waiter;
        }
    }
}
