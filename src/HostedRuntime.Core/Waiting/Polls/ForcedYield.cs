using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>
/// Completes an operation that was called after the budget of its poll was spent. The operation is done at its call. If the result is there
/// at once, the caller gets it in a later poll.
/// </summary>
/// <remarks>
/// <para>The operation has its place in the queue when it is called, so per-sender order and first in, first out hold past the budget, and
/// so does a <c>Try...</c> call that follows. If the operation has to wait, it suspends by its own wait, and the poll ends anyway.</para>
/// <para>A result that is held here was granted. As after every grant, a cancel or an abort comes too late for it. The next wait of that
/// branch then sees the abort: <see cref="Waiter.NoteAborts"/> keeps the branch's number over this wait, which is in no abort list.</para>
/// <para>Rejected: to try the operation in the later poll. Until then it would have no place in any queue, so later operations would
/// overtake it. It would also be in no list of its task, so an abort in between would miss its branch.</para>
/// </remarks>
internal sealed class ForcedYield<T> : Waiter<T>
{
    private static readonly Action<object?> s_complete = static self => ((ForcedYield<T>)self!).Signal();

    /// <summary>Does the operation now and completes it in a later poll. Called in a poll whose budget is spent.</summary>
    /// <param name="state">Passed to <paramref name="operation"/>.</param>
    /// <param name="operation">The operation, which charges the one unit of budget that it is lent.</param>
    /// <param name="ct">Passed to <paramref name="operation"/>.</param>
    /// <returns>The operation's own wait if it has to wait; otherwise its outcome, after a yield.</returns>
    public static ValueTask<T> After<TState>(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken ct)
    {
        var context = ThreadContext.Current;
        var task = context.Task!;
        // Otherwise a body that never waits would never see an abort.
        if (task.TryTakeAbort())
            return ValueTask.FromCanceled<T>(task.CancellationToken);
        ValueTask<T> result;
        Budget.Lend(context);
        try
        {
            result = operation(state, ct);
        }
        catch (Exception e)
        {
            result = ValueTask.FromException<T>(e);
        }

        Budget.TakeBack(context);
        if (!result.IsCompleted)
            return result;
        var wait = Begin();
        wait.Adopt(result.GetAwaiter());
        return new(wait, wait.CompleteLater(task, context));
    }

    /// <summary>Does an operation without a result; see <see cref="After"/>.</summary>
    /// <param name="state">Passed to <paramref name="operation"/>.</param>
    /// <param name="operation">The operation, which charges the one unit of budget that it is lent.</param>
    /// <param name="ct">Passed to <paramref name="operation"/>.</param>
    /// <param name="abandon">For a state that holds something: called in place of the operation if an abort is due.</param>
    /// <returns>The operation's own wait if it has to wait; otherwise its outcome, after a yield.</returns>
    public static ValueTask AfterPlain<TState>(TState state, Func<TState, CancellationToken, ValueTask> operation, CancellationToken ct, Action<TState>? abandon = null)
    {
        var context = ThreadContext.Current;
        var task = context.Task!;
        if (task.TryTakeAbort())
        {
            abandon?.Invoke(state);
            return ValueTask.FromCanceled(task.CancellationToken);
        }

        ValueTask result;
        Budget.Lend(context);
        try
        {
            result = operation(state, ct);
        }
        catch (Exception e)
        {
            result = ValueTask.FromException(e);
        }

        Budget.TakeBack(context);
        if (!result.IsCompleted)
            return result;
        var wait = Begin();
        wait.Adopt(result.GetAwaiter());
        return new(wait, wait.CompleteLater(task, context));
    }

    protected override void Recycle() => WaiterPool.Return(this);

    private static ForcedYield<T> Begin()
    {
        var wait = WaiterPool.Rent<ForcedYield<T>>();
        wait.TryDecide(WaitDecision.Granted);
        return wait;
    }

    private void Adopt(ValueTaskAwaiter operation)
    {
        try
        {
            operation.GetResult();
        }
        catch (Exception e)
        {
            SetError(e);
        }
    }

    /// <summary>Queues the completion behind everything that is ready. No other thread can reach this wait before that runs.</summary>
    /// <returns>The version for the ValueTask: the completion may run on another thread before this returns.</returns>
    private short CompleteLater(IWaitingTask task, ThreadContext context)
    {
        var version = Version;
        // After the outcome was adopted, because the operation's own wait may have been aborted.
        NoteAborts(context);
        // Even if this is the only branch so far. This wait is in no abort list, so a wait of another branch finds the first place free and
        // would not mark the task. The poll after this yield could then not tell which branch it runs, and that branch would miss an abort.
        task.MarkBranched();
        task.ResumeLast(s_complete, this, context);
        return version;
    }
}
