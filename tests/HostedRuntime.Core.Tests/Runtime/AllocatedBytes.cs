namespace HostedRuntime.Tests;

/// <summary>Measures the bytes that an operation allocates once it is warm.</summary>
internal static class AllocatedBytes
{
    /// <summary>Runs the body, which does its operations, until it is warm. Then asserts the bytes that each operation allocates.</summary>
    public static void Assert(long expected, int operations, Func<IRuntime, Task> body) => Xunit.Assert.Equal(expected, Measure(operations, body));

    /// <summary>Measures the bytes that each operation allocates, for a test that compares two operations.</summary>
    public static long Measure(int operations, Func<IRuntime, Task> body)
    {
        // Without stall watch, because a worker that loses its processor would get a compensating thread, whose allocations are not
        // counted.
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan });
        var (bytes, sameThread) = runtime.BlockOn(async () => await runtime.Spawn(() => MeasureAsync(runtime, operations, body)));
        Xunit.Assert.True(sameThread, "The one worker's thread changed while it was measured.");
        return bytes;
    }

    private static async Task<(long Bytes, bool SameThread)> MeasureAsync(IRuntime runtime, int operations, Func<IRuntime, Task> body)
    {
        for (var i = 0; i < 20; i++)
            await body(runtime);
        var thread = Environment.CurrentManagedThreadId;
        var before = GC.GetAllocatedBytesForCurrentThread();
        await body(runtime);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        // The state machine of the body itself is allocated once. That is far below half a byte for each operation.
        return ((long)Math.Round(bytes / (double)operations), thread == Environment.CurrentManagedThreadId);
    }
}
