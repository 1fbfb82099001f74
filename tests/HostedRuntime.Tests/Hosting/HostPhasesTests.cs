using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Hosting;

public sealed class HostPhasesTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_OfAllPhases_RunAsNamedTasks()
    {
        var seen = new Journal();
        var application = new TestApplication();
        application.AddPlugin(
            "census", (_, _) => SeeAsync(), (_, _) => SeeAsync(), (runtimeEvent, _) => runtimeEvent is RuntimeEvent.Exited ? seen.Note($"Exited on {CurrentTask.Runtime?.Name ?? "no runtime"}") : SeeAsync(), _ => SeeAsync());
        application.Runtime.AddSetup((_, _) => SeeAsync());
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "plugin:census:Initialize", "plugin:census:Setup", "plugin:setup:Setup", "plugin:census:Ready", "plugin:census:ExitRequested", "plugin:census:Stop",
                "Exited on no runtime",
            ],
            seen.Lines);

        async Task SeeAsync()
        {
            await Task.Yield();
            Assert.Equal("default", CurrentTask.Runtime?.Name);
            Assert.NotNull(CurrentTask.WorkerIndex);
            seen.Add(CurrentTask.Name!);
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public Task Hooks_CallerHasContext_DoNotInheritIt()
    {
        var flow = new AsyncLocal<string?> { Value = "the caller's" };
        var posts = new CountingContext();
        var seen = new Journal();
        var application = new TestApplication();
        application.AddPlugin("a", (_, _) => See(), (_, _) => See(), (_, _) => See(), _ => See());
        using var host = application.Build();
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(posts);
        try
        {
            host.StartAsync().GetAwaiter().GetResult();
            host.StopAsync().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        Assert.Equal(Enumerable.Repeat(" ", 6), seen.Lines);
        Assert.Equal(0, posts.Count);
        return Task.CompletedTask;

        Task See() => seen.Note($"{flow.Value} {(ReferenceEquals(SynchronizationContext.Current, posts) ? "the caller's" : "")}");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task HostedService_InAllPhases_CanUseRuntime()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Services.AddSingleton(application.Journal).AddHostedService<SpawningService>();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            ["a.Initialize", "a.Setup", "StartAsync", "a.Ready", "a.ExitRequested", "StopAsync", "a.Stop", "a.Exited"],
            application.Journal.Lines.Where(line => line != "constructor"));
        Assert.Contains("constructor", application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_ServicesRegisteredBeforeRuntime_CanSpawn()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var journal = new Journal();
        builder.Services.AddSingleton(journal).AddHostedService<SpawningService>().AddAsyncRuntime().AddPlugin("a", plugin => plugin.OnStop(_ => journal.Note("a.Stop")));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["StopAsync", "a.Stop"], journal.Lines.TakeLast(2));
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Phases_OfConcurrentHost_HaveSameOrder(bool start, bool stop)
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        application.Services.Configure<HostOptions>(options =>
        {
            options.ServicesStartConcurrently = start;
            options.ServicesStopConcurrently = stop;
        });
        application.Services.AddSingleton(application.Journal).AddHostedService<SpawningService>();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "a.Initialize", "b.Initialize", "a.Setup", "b.Setup", "a.Ready", "b.Ready",
                "a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited",
            ],
            application.Journal.Lines.Where(line => line.Contains('.', StringComparison.Ordinal)));
        Assert.Contains("StopAsync", application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hosts_TwoInOneProcess_HaveOneRuntimeEach()
    {
        TestApplication one = new TestApplication().AddPlugin("a"), two = new TestApplication().AddPlugin("a");
        using var first = one.Build();
        using var second = two.Build();
        await first.StartAsync();
        await second.StartAsync();
        Assert.NotSame(first.Services.GetRequiredService<IRuntimeHandle>(), second.Services.GetRequiredService<IRuntimeHandle>());

        await first.StopAsync();

        Assert.Equal(5, await second.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => 5));
        await second.StopAsync();
        Assert.Equal(one.Journal.Lines, two.Journal.Lines);
    }

    private sealed class SpawningService : IHostedService
    {
        private readonly IRuntimeHandle _runtime;
        private readonly Journal _journal;
        private readonly JoinHandle _early;

        public SpawningService(IRuntimeHandle runtime, Journal journal)
        {
            _runtime = runtime;
            _journal = journal;
            _early = runtime.Spawn(() => journal.Add("constructor"));
        }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await _early;
            await _runtime.Spawn(() => _journal.Add("StartAsync"));
        }

        public async Task StopAsync(CancellationToken cancellationToken) => await _runtime.Spawn(() => _journal.Add("StopAsync"));
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _count);
            base.Post(d, state);
        }
    }
}
