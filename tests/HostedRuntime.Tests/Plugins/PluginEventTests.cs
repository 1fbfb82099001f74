using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Plugins;

/// <summary>Faults and stalls are delivered to plugins as events: one at a time, awaited, and limited in number and time.</summary>
public sealed class PluginEventTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_UnhandledFault_IsDeliveredToAllPlugins()
    {
        var delivered = new TaskCompletionSource<RuntimeEvent.TaskFaulted>(TaskCreationOptions.RunContinuationsAsynchronously);
        string? hook = null;
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", onEvent: (runtimeEvent, _) =>
        {
            if (runtimeEvent is not RuntimeEvent.TaskFaulted faulted)
                return Task.CompletedTask;
            hook = CurrentTask.Name;
            delivered.SetResult(faulted);
            return Task.CompletedTask;
        });
        using var host = application.Build();
        await host.StartAsync();

        Fail(host, "census");
        var faulted = await delivered.Task;
        await host.StopAsync();

        Assert.Equal(("default", "census", "no census"), (faulted.Runtime, faulted.Task.Name, Assert.IsType<FormatException>(faulted.Exception).Message));
        Assert.Equal("plugin:b:TaskFaulted", hook);
        Assert.Equal(
            ["a.Ready", "b.Ready", "a.TaskFaulted", "b.TaskFaulted", "a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited"],
            application.Journal.Lines.Skip(4));
        Assert.Equal(LogLevel.Error, application.Logs.Single(10).Level);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task WorkerStalled_BodyBlocksWorker_IsDelivered()
    {
        var delivered = new TaskCompletionSource<RuntimeEvent.WorkerStalled>(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication().Configure("AsyncRuntime:StallThreshold", "00:00:00.05").AddPlugin("a", onEvent: (runtimeEvent, _) =>
        {
            if (runtimeEvent is RuntimeEvent.WorkerStalled stalled)
                delivered.TrySetResult(stalled);
            return Task.CompletedTask;
        });
        using var host = application.Build();
        await host.StartAsync();
        using var release = new ManualResetEventSlim();
        host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => release.Wait(CancellationToken.None), new SpawnOptions { Name = "hog" }).Detach();

        var stalled = await delivered.Task;
        release.Set();
        await host.StopAsync();

        Assert.Equal(("default", "hog"), (stalled.Runtime, stalled.Task?.Name));
        Assert.True(stalled.Duration >= TimeSpan.FromMilliseconds(50));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Events_HandlerIsBusy_PhaseEventsOvertakeFaults()
    {
        var (entered, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var seen = new Journal();
        var application = OneWorker().AddPlugin("a", onEvent: async (runtimeEvent, ct) =>
        {
            seen.Add(runtimeEvent is RuntimeEvent.TaskFaulted faulted ? $"{faulted.Task.Name}" : runtimeEvent.GetType().Name);
            if (runtimeEvent is RuntimeEvent.TaskFaulted { Task.Name: "1" })
            {
                entered.SetResult();
                await release.Task.WaitAsync(ct);
            }
        });
        using var host = application.Build();
        await host.StartAsync();

        Fail(host, "1");
        await entered.Task;
        await FailAndWaitAsync(host, application, "2");
        await FailAndWaitAsync(host, application, "3");
        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;

        Assert.Equal(["Ready", "1", "ExitRequested", "2", "3", "Exited"], seen.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Events_QueueIsFull_AreDroppedAndCountIsLogged()
    {
        const int Held = 256;
        var (entered, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var seen = 0;
        var application = OneWorker().AddPlugin("a", onEvent: async (runtimeEvent, ct) =>
        {
            if (runtimeEvent is not RuntimeEvent.TaskFaulted)
                return;
            if (Interlocked.Increment(ref seen) == 1)
            {
                entered.SetResult();
                await release.Task.WaitAsync(ct);
            }
        });
        using var host = application.Build();
        await host.StartAsync();
        Fail(host, "first");
        await entered.Task;
        for (var i = 1; i < Held + 10; i++)
            await FailAndWaitAsync(host, application, $"{i}");

        release.SetResult();
        await host.StopAsync();

        Assert.Equal(Held, seen);
        Assert.Equal("Events of runtime 'default' were dropped, as its plugins' handlers did not keep up: 10.", application.Logs.Single(41).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Events_HandlerHangs_IsAbandonedAfterTimeoutAndHostStops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication();
        var clock = application.UseManualClock();
        application.AddPlugin("a", onEvent: (runtimeEvent, ct) =>
        {
            if (runtimeEvent is not RuntimeEvent.TaskFaulted)
                return Task.CompletedTask;
            entered.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(ct);
        }).AddPlugin("b");
        using var host = application.Build();
        await host.StartAsync();
        Fail(host, "census");
        await entered.Task;

        var stop = host.StopAsync();
        clock.Elapse();
        await stop;

        Assert.Equal("Plugin 'a' failed in its handler of TaskFaulted.", application.Logs.Single(5).Message);
        Assert.Contains("b.TaskFaulted", application.Journal.Lines);
        Assert.Contains("b.Exited", application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Events_HostStopTimesOut_DropsPendingEvents()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = OneWorker().AddPlugin("a", onEvent: (runtimeEvent, ct) =>
        {
            if (runtimeEvent is not RuntimeEvent.TaskFaulted)
                return Task.CompletedTask;
            entered.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(ct);
        });
        using var host = application.Build();
        await host.StartAsync();
        Fail(host, "1");
        await entered.Task;
        await FailAndWaitAsync(host, application, "2");

        await host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(1, application.Journal.Lines.Count(line => line == "a.TaskFaulted"));
        Assert.Contains("a.Stop", application.Journal.Lines);
        Assert.Equal("Events of runtime 'default' were dropped, as its plugins' handlers did not keep up: 1.", application.Logs.Single(41).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_TaskOfHandlerFaults_IsDeliveredOnceEach()
    {
        var twice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var application = new TestApplication().AddPlugin("a", onEvent: (runtimeEvent, _) =>
        {
            if (runtimeEvent is RuntimeEvent.TaskFaulted faulted && Interlocked.Increment(ref count) == 1)
                CurrentTask.Runtime!.Spawn(Fault, new SpawnOptions { Name = "second" }).Detach();
            else if (runtimeEvent is RuntimeEvent.TaskFaulted)
                twice.SetResult();
            return Task.CompletedTask;
        });
        using var host = application.Build();
        await host.StartAsync();
        Fail(host, "first");
        await twice.Task;
        await host.StopAsync();
        Assert.Equal(2, count);
    }

    private static void Fail(IHost host, string name)
        => host.Services.GetRequiredService<IRuntimeHandle>().Spawn(Fault, new SpawnOptions { Name = name }).Detach();

    /// <summary>
    /// Faults in a posted callback. Such a fault is unhandled at once, because a callback has no awaiter, so the test needs no garbage
    /// collection.
    /// </summary>
    private static void Fault() => SynchronizationContext.Current!.Post(_ => throw new FormatException("no census"), null);

    /// <summary>Causes a fault and waits until its event is queued. Needs a runtime of one worker.</summary>
    private static async Task FailAndWaitAsync(IHost host, TestApplication application, string name)
    {
        Fail(host, name);
        while (!application.Logs.Own.Any(entry => entry.Id == 10 && entry.Message.StartsWith($"'{name}' ", StringComparison.Ordinal)))
            await Task.Yield();
        // The poll that logs the fault then queues the events of the plugins. The only worker runs this task after that poll.
        await host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => { });
    }

    private static TestApplication OneWorker() => new TestApplication().Configure("AsyncRuntime:WorkerThreads", "1");
}
