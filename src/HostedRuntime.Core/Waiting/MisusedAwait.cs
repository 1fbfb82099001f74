namespace HostedRuntime.Waiting;

/// <summary>The exceptions for a ValueTask that is not awaited exactly once.</summary>
internal static class MisusedAwait
{
    public static InvalidOperationException AwaitedTwice() => new("This ValueTask is awaited twice at the same time. Await it once, or take AsTask() once and await that.");

    public static InvalidOperationException AwaitedBefore() => new("This ValueTask was awaited already. Await it once, or take AsTask() once and await that.");

    public static InvalidOperationException NotOver() => new("The result was taken before the wait was over. Await the ValueTask instead.");
}
