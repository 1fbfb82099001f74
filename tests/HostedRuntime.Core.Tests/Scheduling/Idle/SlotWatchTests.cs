using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>If a body queues work without a wake-up and keeps computing, an idle worker runs that work before the poll ends.</summary>
public sealed class SlotWatchTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Spawn_WhenBodyKeepsComputing_RunsOnAnIdleWorker(int workers)
    {
        // Runs without a watchdog, which would help after a quarter of its threshold.
        await using var rt = Make(workers);
        for (var round = 0; round < 20; round++)
        {
            Assert.True(await rt.Spawn(() =>
            {
                var child = rt.Spawn(static () => { });
                // The body never gives up its worker, so only another worker can run the child.
                Signals.SpinUntil(() => child.IsFinished, "an idle worker runs the child");
                return true;
            }));
        }
    }

    [Fact]
    public async Task Spawn_LateInALongPoll_RunsOnAnIdleWorker()
    {
        await using var rt = Make(workers: 2);
        Assert.True(await rt.Spawn(() =>
        {
            // By now the other worker has found nothing to watch, and sleeps without a timeout.
            Signals.SpinUntil(() => rt.Metrics.Workers.Sum(static worker => worker.Parks) > 0, "the other worker parks");
            Thread.Sleep(20);
            var child = rt.Spawn(static () => { });
            Signals.SpinUntil(() => child.IsFinished, "an idle worker runs the child");
            return true;
        }));
    }

    [Fact]
    public async Task YieldAsync_WhenTaskKeepsComputing_ResumesOnIdleWorker()
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
    public async Task TrySend_WhenBodyKeepsComputing_WakesReaderElsewhere()
    {
        await using var rt = Make(workers: 2);
        var (sender, receiver) = HostedRuntime.Channels.Oneshot.Create<int>();
        var reads = rt.Spawn(async () => await receiver.ReadAsync());
        Signals.UntilWaiting(rt, 1);
        await rt.Spawn(() =>
        {
            Assert.True(sender.TrySend(1));
            Signals.SpinUntil(() => reads.IsFinished, "an idle worker runs the reader");
        });
        Assert.Equal(1, await reads);
    }

    private static IRuntime Make(int workers)
        => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = workers, StallThreshold = Timeout.InfiniteTimeSpan });
}
