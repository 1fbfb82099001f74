namespace HostedRuntime.Waiting;

/// <summary>
/// How many operations on our primitives a poll may do before it has to yield. An await of something that is ready does not suspend,
/// so a body that always finds its lock free or its channel filled would else keep its worker for ever.
/// </summary>
/// <remarks>
/// Charged before the operation is done. If nothing is left, the operation is done all the same and completes in a later poll
/// (<see cref="ForcedYield{T}"/>). Off the runtime, on the blocking pool and in BlockOn there is no limit, because no other task waits for the thread.
/// </remarks>
internal static class Budget
{
    /// <summary>tokio's number, which it says was picked by hand.</summary>
    public const int OfPoll = 128;

    public const int Unlimited = int.MaxValue;

    /// <summary>True while the poll on this thread, if there is one, may go on.</summary>
    public static bool IsLeft => PollCell.OfThisThreadIfAny is not { Task: not null } cell || cell.Budget > 0;

    /// <summary>Charges one operation. False: it has to wait for another poll.</summary>
    public static bool TrySpend() => TrySpend(out _);

    /// <summary>The same, for operations that want to know on whose behalf they are done: the current task, or null.</summary>
    public static bool TrySpend(out IWaitingTask? task) => TrySpend(out task, out _);

    /// <summary>The same, with the thread's cell: null off the tasks.</summary>
    public static bool TrySpend(out IWaitingTask? task, out PollCell? cell)
    {
        task = null;
        cell = PollCell.OfThisThreadIfAny;
        if (cell is null)
            return true;
        task = cell.Task;
        if (task is null)
        {
            cell = null;
            return true;
        }

        if (cell.Budget <= 0)
            return false;
        cell.Budget--;
        return true;
    }

    /// <summary>Gives an operation that is called after the budget was spent one unit to charge. Owner thread only.</summary>
    public static void Lend(PollCell cell) => cell.Budget = 1;

    /// <summary>Ends <see cref="Lend"/>: the budget of the poll is spent again. Owner thread only.</summary>
    public static void TakeBack(PollCell cell) => cell.Budget = 0;
}
