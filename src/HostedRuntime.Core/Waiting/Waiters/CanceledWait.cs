namespace HostedRuntime.Waiting;

/// <summary>The result of a wait whose token had fired before the wait began.</summary>
internal static class CanceledWait
{
    public static ValueTask<T> Of<T>(CancellationToken ct)
    {
        Deliver(ct);
        return ValueTask.FromCanceled<T>(ct);
    }

    public static ValueTask Of(CancellationToken ct)
    {
        Deliver(ct);
        return ValueTask.FromCanceled(ct);
    }

    /// <summary>
    /// Marks the abort as delivered if the token is the task's own, because the body sees the abort here. The first wait of its cleanup
    /// must not end by the same abort.
    /// </summary>
    private static void Deliver(CancellationToken ct)
    {
        if (ThreadContext.CurrentTask is { } task && task.OwnsToken(ct))
            task.TryTakeAbort();
    }
}
