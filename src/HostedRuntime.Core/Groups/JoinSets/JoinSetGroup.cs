namespace HostedRuntime.Groups;

/// <summary>The results of tasks, without keys.</summary>
/// <param name="owner">The owner of the tasks.</param>
/// <param name="maxConcurrency">How many tasks run at the same time.</param>
/// <param name="resultOf">Makes the result of a task that has ended. Called under the lock.</param>
/// <typeparam name="TResult">The type of the result as the set's user gets it, with or without a value.</typeparam>
internal sealed class JoinSetGroup<TResult>(TaskOwner owner, int maxConcurrency, Func<JoinHandle, TResult> resultOf)
    : ResultGroup<TResult>(owner, maxConcurrency, nameof(JoinSet)) where TResult : struct
{
    public AbortHandle Spawn(JoinHandle task)
    {
        Admit(new GroupMember(this, task));
        return task.AbortHandle;
    }

    /// <summary>
    /// Waits until all tasks have ended, and takes all results. If a task fails or is aborted, the others are aborted, and the returned
    /// Task holds the exceptions of all tasks that failed.
    /// </summary>
    /// <param name="values">Makes the outcome of the tasks, all of which have completed, in the order of their ends.</param>
    /// <param name="ct">Ends the wait; no result was taken then.</param>
    public Task<TValues> JoinAllAsync<TValues>(Func<List<JoinHandle>, TValues> values, CancellationToken ct) => TakeAllAsync(values, ct).Unwrap();

    protected override TResult ItemLocked(GroupMember member) => resultOf(member.Task);

    private async Task<Task<TValues>> TakeAllAsync<TValues>(Func<List<JoinHandle>, TValues> values, CancellationToken ct)
    {
        if (await SettleAsync(ct).ConfigureAwait(false))
        {
            Abort();
            await EmptyAsync(ct).ConfigureAwait(false);
        }

        var tasks = TakeAll();
        var failures = new List<Exception>();
        foreach (var task in tasks)
        {
            if (task.Fault is { } fault)
                failures.Add(fault.Observe());
            else if (task.Status == JoinStatus.Canceled && failures.Count == 0)
                failures.Add(new JoinCanceledException(task));
        }

        return failures switch
        {
            [] => Task.FromResult(values(tasks)),
            [JoinCanceledException canceled] => throw canceled,
            _ => FailedTask.Of<TValues>(failures),
        };
    }
}
