using HostedRuntime.Exploring;

namespace HostedRuntime.Waiting;

/// <summary>
/// Replaces the engine's pool, whose stacks are thread statics. Here the stacks belong to the model thread and end with it.
/// </summary>
internal static class WaiterPool
{
    // The capacity of the engine's pool.
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
