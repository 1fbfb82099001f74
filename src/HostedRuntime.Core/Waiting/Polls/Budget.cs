using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>How many operations on our primitives a poll may complete before it has to yield.</summary>
/// <remarks>
/// <para>An await of something that is ready does not suspend. Without a budget a body that always finds its lock free or its channel
/// filled would keep its worker for ever.</para>
/// <para>An operation is charged before it is done. If nothing is left, the operation is still done, and completes in a later poll
/// (<see cref="ForcedYield{T}"/>). Off the runtime, on the blocking pool and in BlockOn there is no limit, because no other task waits for
/// the thread.</para>
/// </remarks>
internal static class Budget
{
    /// <summary>The budget of a poll. Tokio's number, which its source says was picked by hand.</summary>
    public const int OfPoll = 128;

    public const int Unlimited = int.MaxValue;

    /// <summary>True if this thread is in no poll, or in one that has some budget left.</summary>
    public static bool IsLeft => ThreadContext.CurrentOrNull is not { Task: not null } context || context.Budget > 0;

    /// <summary>Charges one operation.</summary>
    /// <returns>True if there was budget for it; otherwise false, and it has to complete in a later poll.</returns>
    public static bool TrySpend() => TrySpend(out _);

    /// <inheritdoc cref="TrySpend()"/>
    /// <param name="task">The current task, or null.</param>
    public static bool TrySpend(out IWaitingTask? task) => TrySpend(out task, out _);

    /// <inheritdoc cref="TrySpend(out IWaitingTask?)"/>
    /// <param name="task">The current task, or null.</param>
    /// <param name="context">The state of this thread; null if it has no current task.</param>
    public static bool TrySpend(out IWaitingTask? task, out ThreadContext? context)
    {
        task = null;
        context = ThreadContext.CurrentOrNull;
        if (context is null)
            return true;
        task = context.Task;
        if (task is null)
        {
            context = null;
            return true;
        }

        if (context.Budget <= 0)
            return ReachPoint(context);
        context.Budget--;
        return true;
    }

    /// <summary>Asks the scheduler of a test, if the thread has one.</summary>
    /// <returns>True if the operation goes on in this poll; otherwise false.</returns>
    /// <remarks>Not inlined, because some thirty operations contain the code above.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ReachPoint(ThreadContext context) => context.Point is { } point && point.Reach();

    /// <summary>Gives an operation that is called after the budget was spent one unit to charge. Owner thread only.</summary>
    public static void Lend(ThreadContext context) => context.Budget = 1;

    /// <summary>Ends <see cref="Lend"/>: the budget of the poll is spent again. Owner thread only.</summary>
    public static void TakeBack(ThreadContext context) => context.Budget = 0;
}
