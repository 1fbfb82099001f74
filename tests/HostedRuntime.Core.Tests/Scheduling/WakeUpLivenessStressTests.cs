using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>One task at a time into a runtime that is about to sleep: each has to run. A lost wake-up hangs here.</summary>
public sealed class WakeUpLivenessStressTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Spawn_IntoARuntimeAboutToSleep_IsNotForgotten(int workers)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = workers });
        var random = new Random(workers);
        for (var i = 0; i < 10_000; i++)
        {
            var handle = rt.Spawn(async () =>
            {
                await CurrentTask.YieldAsync();
                await rt.Spawn(() => { });
            });
            Signals.SpinUntil(() => handle.IsFinished, $"task {i}");
            // From "still spinning" to "asleep".
            Thread.SpinWait(random.Next(1_000));
        }
    }

    [Fact]
    public void Spawn_FromManyThreads_IsNotForgotten()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 2_000; i++)
            {
                var ran = new ManualResetEventSlim();
                rt.Spawn(ran.Set).Detach();
                Assert.True(ran.Wait(TimeSpan.FromSeconds(30)), $"thread {seed}, task {i}");
                Thread.SpinWait(random.Next(2_000));
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }
}
