using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Stacks;

public sealed class StackRaceTests : RuntimeUnderTest
{
    private const int Walks = 10_000;

    [Fact]
    public void CaptureStack_WhileTasksRun_NeverThrows() => Run(async runtime =>
    {
        using var end = new CancellationTokenSource();
        var gate = new AsyncMutex();
        var tasks = Enumerable.Range(0, 16).Select(_ => runtime.Spawn(() => WorkAsync(gate, end.Token))).ToList();
        for (var (walk, at) = (0, 0); walk < Walks; at++)
        {
            // A task that has not suspended yet has no stack.
            if (tasks[at % tasks.Count].CaptureStack() is not { } stack)
                continue;
            walk++;
            // The note of an exception would begin so too. A body of this test is never cut.
            Assert.Null(stack.Stack.Note);
            Assert.NotEmpty(stack.Leaves);
            Assert.NotEmpty(stack.Stack.ToString());
        }

        await end.CancelAsync();
        foreach (var task in tasks)
            await task;
    });

    private static async Task WorkAsync(AsyncMutex gate, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await foreach (var item in ItemsAsync(gate))
                GC.KeepAlive(item);
            await Task.WhenAll(LockAsync(gate), AsyncTime.TimeoutAsync(TimeSpan.FromDays(1), _ => LockAsync(gate), CancellationToken.None), YieldAsync());
            await Task.WhenAny(LockAsync(gate), YieldAsync());
        }
    }

    private static async IAsyncEnumerable<int> ItemsAsync(AsyncMutex gate)
    {
        await LockAsync(gate);
        yield return 1;
        await CurrentTask.YieldAsync();
        yield return 2;
    }

    private static async Task LockAsync(AsyncMutex gate)
    {
        using var guard = await gate.LockAsync();
        await CurrentTask.YieldAsync();
    }

    private static async Task YieldAsync() => await Task.Yield();
}
