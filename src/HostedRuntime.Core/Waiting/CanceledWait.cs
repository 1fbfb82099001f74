namespace HostedRuntime.Waiting;

/// <summary>What a wait of ours returns whose token had fired before it began.</summary>
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

    /// <summary>From its own token the body learns here that it is aborted, and the first wait of its cleanup is not to say so again.</summary>
    private static void Deliver(CancellationToken ct)
    {
        if (PollCell.CurrentTask is { } task && task.OwnsToken(ct))
            task.TryTakeAbort();
    }
}
