using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Hosting;

/// <summary>The phases of a host are the same on every flavor.</summary>
public sealed class HostFlavorTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(RuntimeFlavor.MultiThread, "2", "Runtime 'default' started: MultiThread, workers: 2.")]
    [InlineData(RuntimeFlavor.CurrentThread, null, "Runtime 'default' started: CurrentThread, workers: 1.")]
    [InlineData(RuntimeFlavor.ThreadPool, null, "Runtime 'default' started: ThreadPool, workers: 0.")]
    public async Task Host_OfEachFlavor_RunsAllPhasesAndLeavesNoThread(RuntimeFlavor flavor, string? workers, string log)
    {
        var application = new TestApplication().Configure("AsyncRuntime:Flavor", flavor.ToString()).Configure("AsyncRuntime:WorkerThreads", workers);
        application.AddPlugin("a", initialize: (_, _) => WorkAsync(), stop: _ => WorkAsync()).AddPlugin("b", dependsOn: "a");
        using var host = application.Build();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntime>();
        var spawned = runtime.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var blocking = runtime.SpawnBlocking(() => runtime.BlockOn(() => Task.FromResult(1)));
        Assert.Equal((flavor, 1), (runtime.Flavor, await blocking));
        spawned.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await spawned);
        await host.StopAsync();

        Assert.Equal(
            [
                "a.Initialize", "b.Initialize", "a.Setup", "b.Setup", "a.Ready", "b.Ready", "a.ExitRequested", "b.ExitRequested",
                "b.Stop", "a.Stop", "a.Exited", "b.Exited",
            ],
            application.Journal.Lines);
        Assert.Equal(log, application.Logs.Single(1).Message);
        Assert.Equal((RuntimeState.Stopped, 0), (runtime.State, runtime.Metrics.AliveTasks));
        await application.Threads.AllEndedAsync();

        static async Task WorkAsync()
        {
            var id = CurrentTask.Id;
            await Task.Yield();
            Assert.Equal((id, "default"), (CurrentTask.Id, CurrentTask.Runtime?.Name));
        }
    }
}
