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
    /// Notes that the body feels an abort here if the token is its task's own. The first wait of its cleanup must not feel that abort
    /// again.
    /// </summary>
    private static void Deliver(CancellationToken ct)
    {
        if (ThreadContext.CurrentTask is { } task && task.OwnsToken(ct))
            task.TryTakeAbort();
    }
}
