using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>What a body queued in silence does not wait for the end of its poll while another worker is idle.</summary>
public sealed class SlotWatchTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Spawn_ByABodyThatComputesOn_RunsOnAnIdleWorker(int workers)
    {
        // No watchdog, which would help at a quarter of its threshold.
        await using var rt = Make(workers);
        for (var round = 0; round < 20; round++)
        {
            Assert.True(await rt.Spawn(() =>
            {
                var child = rt.Spawn(static () => { });
                // Never gives up its worker: only another one can run the child.
                Signals.SpinUntil(() => child.IsFinished, "an idle worker runs the child");
                return true;
            }));
        }
    }

    [Fact]
    public async Task Spawn_LongAfterTheBodyBegan_RunsOnAnIdleWorker()
    {
        await using var rt = Make(workers: 2);
        Assert.True(await rt.Spawn(() =>
        {
            // By now the other worker has found nothing to watch, and sleeps without a time.
            Signals.SpinUntil(() => rt.Metrics.Workers.Sum(static worker => worker.Parks) > 0, "the other worker parks");
            Thread.Sleep(20);
            var child = rt.Spawn(static () => { });
            Signals.SpinUntil(() => child.IsFinished, "an idle worker runs the child");
            return true;
        }));
    }

    [Fact]
    public async Task Yield_OfABranchWhoseTaskComputesOn_GoesOnOnAnIdleWorker()
    {
        await using var rt = Make(workers: 2);
        Assert.True(await rt.Spawn(async () =>
        {
            var branch = Branch();
            Signals.SpinUntil(() => branch.IsCompleted, "an idle worker runs the branch");
            await branch;
            return true;

            static async Task Branch() => await CurrentTask.YieldAsync();
        }));
    }

    [Fact]
    public async Task Wake_OfATaskByABodyThatComputesOn_RunsOnAnIdleWorker()
    {
        await using var rt = Make(workers: 2);
        var (sender, receiver) = HostedRuntime.Channels.Oneshot.Create<int>();
        var reads = rt.Spawn(async () => await receiver.ReadAsync());
        Signals.UntilWaiting(rt, 1);
        await rt.Spawn(() =>
        {
            sender.TrySend(1);
            Signals.SpinUntil(() => reads.IsFinished, "an idle worker runs the reader");
        });
        Assert.Equal(1, await reads);
    }

    private static IRuntime Make(int workers)
        => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = workers, StallThreshold = Timeout.InfiniteTimeSpan });
}
