using HostedRuntime.Exploring;

namespace HostedRuntime.Waiting;

/// <summary>Stands in for the engine's, whose stacks are thread statics: here they are the model thread's and end with it.</summary>
internal static class WaiterPool
{
    // The engine's own.
    private const int Capacity = 64;

    public static TWaiter Rent<TWaiter>() where TWaiter : Waiter, new()
        => ModelThread.Current is { } thread && thread.FreeWaiters.TryGetValue(typeof(TWaiter), out var free) && free.TryPop(out var waiter)
            ? (TWaiter)waiter
            : new TWaiter();

    public static void Return<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
        waiter.Next = null;
        if (ModelThread.Current is not { } thread)
            return;
        if (!thread.FreeWaiters.TryGetValue(typeof(TWaiter), out var free))
            thread.FreeWaiters.Add(typeof(TWaiter), free = new Stack<Waiter>());
        if (free.Count < Capacity)
            free.Push(waiter);
    }
}
