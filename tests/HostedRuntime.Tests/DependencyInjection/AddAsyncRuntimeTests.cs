using HostedRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.DependencyInjection;

public sealed class AddAsyncRuntimeTests
{
    [Theory]
    [InlineData("Default", "A runtime cannot be named 'Default': keys of the configuration do not differ in case, and 'default' is the runtime that is added without a name. (Parameter 'name')")]
    [InlineData("a\nb", "A runtime cannot be named 'a\\u000ab': a name holds no control characters. (Parameter 'name')")]
    public void AddAsyncRuntime_InvalidKey_Throws(string name, string message)
        => Assert.Equal(message, Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAsyncRuntime(name)).Message);

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddAsyncRuntime_WithoutConfiguration_RunsAndRefusesPlugins()
    {
        var services = new ServiceCollection();
        services.AddAsyncRuntime(options => options.WorkerThreads = 1);
        await using (var provider = services.BuildServiceProvider())
        {
            foreach (var service in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
                await service.StartingAsync(TestContext.Current.CancellationToken);
            Assert.Equal(5, await provider.GetRequiredService<IRuntimeHandle>().Spawn(() => 5));
        }

        services.AddAsyncRuntime().AddPlugin("a", _ => { });
        await using (var provider = services.BuildServiceProvider())
        {
            var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => provider.GetServices<IHostedService>().OfType<AsyncRuntimeHostedService>().Single().StartingAsync(default));
            Assert.Equal(
                "Plugin 'a' failed in Initialize: Plugins and setup hooks need an IConfiguration among the services, for their sections."
                    + " A host has one; to other services add it by services.AddSingleton<IConfiguration>(...).",
                refused.Message);
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddAsyncRuntime_Twice_ConfiguresOneRuntime()
    {
        var application = new TestApplication(options => options.ThreadName = "first");
        var again = application.Services.AddAsyncRuntime(options =>
        {
            options.ThreadName += "-second";
            options.WorkerThreads = 1;
        });
        using var host = application.AddPlugin("early").Build();
        await host.StartAsync();

        Assert.Equal("default", again.Name);
        Assert.Same(application.Services, again.Services);
        Assert.Equal("first-second", host.Services.GetRequiredService<IOptions<RuntimeOptions>>().Value.ThreadName);
        Assert.Single(host.Services.GetServices<IRuntime>());
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<AsyncRuntimeHostedService>());
        Assert.Single(host.Services.GetRequiredService<IRuntimeHandle>().Metrics.Workers);
        Assert.Equal(["early.Initialize", "early.Setup", "early.Ready"], application.Journal.Lines);
        await host.StopAsync();
    }

    [Fact]
    public void Handle_AndRuntime_AreSameSingleton()
    {
        using var host = new TestApplication().Build();
        Assert.Same(host.Services.GetRequiredService<IRuntime>(), host.Services.GetRequiredService<IRuntimeHandle>());
    }

    [Fact]
    public void TimeProvider_InServices_IsUsedByRuntime()
    {
        var application = new TestApplication();
        var clock = application.UseManualClock();
        using var host = application.Build();
        Assert.Same(clock, host.Services.GetRequiredService<IRuntimeHandle>().TimeProvider);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a:b")]
    [InlineData("a|b")]
    [InlineData("Setup")]
    public void AddPlugin_BadName_Throws(string name)
    {
        var runtime = new TestApplication().Runtime;
        Assert.Throws<ArgumentException>(nameof(name), () => runtime.AddPlugin(name, _ => { }));
        Assert.Throws<ArgumentException>(nameof(name), () => runtime.AddPlugin<CensusPlugin>(name));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPlugin_NoName_UsesTypeName()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        application.Runtime.AddPlugin<CensusPlugin>().AddPlugin<Plugin>().AddPlugin<GenericPlugin<int>>();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["Census", "Plugin", "Generic"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPlugin_Type_IsSingletonWithInjectedServices()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        application.Runtime.AddPlugin<CensusPlugin>("census");
        application.Configure("AsyncRuntime:Plugins:census:Depth", "9");
        var host = application.Build();
        await host.StartAsync();
        var plugin = host.Services.GetRequiredService<CensusPlugin>();

        Assert.NotNull(plugin.Context);
        Assert.Equal("census", plugin.Context.Name);
        Assert.Equal("9", plugin.Context.Configuration["Depth"]);
        Assert.Equal("AsyncRuntime:Plugins:census", plugin.Context.Configuration.Path);
        Assert.Same(host.Services.GetRequiredService<IRuntime>(), plugin.Context.Runtime);
        Assert.Same(application.Journal, plugin.Context.Services.GetRequiredService<Journal>());

        host.Dispose();
        Assert.Equal(["Census.Stop", "Census.Dispose"], application.Journal.Lines.Skip(1));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task ConfigureHooks_Several_AllGetTheServices()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        application.Runtime
            .ConfigureHooks((services, hooks) => hooks.TaskSpawned += task => services.GetRequiredService<Journal>().Add($"first {task.Name}"))
            .ConfigureHooks((services, hooks) => hooks.TaskSpawned += task => services.GetRequiredService<Journal>().Add($"second {task.Name}"));
        using var host = application.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => { }, new SpawnOptions { Name = "job" });
        await host.StopAsync();

        Assert.Equal(["first job", "second job"], application.Journal.Lines);
        Assert.Equal(2, application.Threads.Started);
        await application.Threads.AllEndedAsync();
    }

    private sealed class CensusPlugin(Journal journal) : RuntimePlugin, IDisposable
    {
        public PluginContext? Context { get; private set; }

        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
        {
            Context = context;
            return journal.Note(context.Name);
        }

        public override Task StopAsync(CancellationToken cancellationToken) => Context!.Name == "census" ? journal.Note("Census.Stop") : Task.CompletedTask;

        public void Dispose() => journal.Add("Census.Dispose");
    }

    private sealed class Plugin(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note(context.Name);
    }

    private sealed class GenericPlugin<T>(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note(context.Name);
    }
}
