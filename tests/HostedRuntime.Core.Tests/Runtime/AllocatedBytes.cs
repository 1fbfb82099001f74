namespace HostedRuntime.Tests;

/// <summary>What an operation allocates once it is warm.</summary>
internal static class AllocatedBytes
{
    /// <summary>Runs the body, which does its operations, until it is warm, and asserts what each operation allocates from then on.</summary>
    public static void Assert(long expected, int operations, Func<IRuntime, Task> body) => Xunit.Assert.Equal(expected, Measure(operations, body));

    /// <summary>The same, for one that is compared with another.</summary>
    public static long Measure(int operations, Func<IRuntime, Task> body)
    {
        // Not watched for stalls: a worker that the machine keeps from its processor would get a stand-in, and what it allocates is not counted.
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
        // The call of the body has a state machine of its own, once: far below half a byte for each operation.
        return ((long)Math.Round(bytes / (double)operations), thread == Environment.CurrentManagedThreadId);
    }
}
