using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>
/// Spawns one task at a time while the runtime is about to sleep. Each task has to run; a lost wake-up makes the test hang.
/// </summary>
public sealed class WakeUpLivenessStressTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Spawn_WhenWorkersAreAboutToPark_RunsTheTask(int workers)
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
            // The next spawn may meet the workers anywhere between spinning and parked.
            Thread.SpinWait(random.Next(1_000));
        }
    }

    [Fact]
    public void Spawn_FromManyThreads_RunsEveryTask()
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
