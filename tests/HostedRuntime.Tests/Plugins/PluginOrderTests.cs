using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Plugins;

public sealed class PluginOrderTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_OfAllPhases_RunInOrderAndStopInReverse()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        application.Runtime
            .AddSetup((context, _) => application.Journal.Note($"1 {context.Name} {context.Configuration.Path}"))
            .AddSetup((_, _) => application.Journal.Note("2"));
        using var host = application.AddPlugin("c").Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "a.Initialize", "b.Initialize", "c.Initialize",
                "a.Setup", "b.Setup", "c.Setup", "1 setup AsyncRuntime:Plugins:setup", "2",
                "a.Ready", "b.Ready", "c.Ready",
                "a.ExitRequested", "b.ExitRequested", "c.ExitRequested",
                "c.Stop", "b.Stop", "a.Stop",
                "a.Exited", "b.Exited", "c.Exited",
            ],
            application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Order_DependencyAddedLater_IsMovedAhead()
    {
        var application = new TestApplication().AddPlugin("a", dependsOn: "C").AddPlugin("b").AddPlugin("c");
        Assert.Equal(["c", "a", "b"], await InitializedAsync(application));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Order_AttributesByTypeAndName_AreApplied()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        application.Runtime.AddPlugin<TopPlugin>().AddPlugin<MiddlePlugin>("inbetween");
        application.AddPlugin("base");
        Assert.Equal(["base", "inbetween", "Top"], await InitializedAsync(application));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Order_DependenciesMet_KeepsOrderOfAdding()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", dependsOn: "a").AddPlugin("c", dependsOn: ["a", "b"]).AddPlugin("d");
        Assert.Equal(["a", "b", "c", "d"], await InitializedAsync(application));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_InvalidPluginOrder_ReportsAllErrorsBeforeInitialize()
    {
        var application = new TestApplication()
            .AddPlugin("fine")
            .AddPlugin("a", dependsOn: ["b", "nobody"])
            .AddPlugin("b", dependsOn: "c")
            .AddPlugin("c", dependsOn: "a")
            .AddPlugin("self", dependsOn: "self")
            .AddPlugin("twin")
            .AddPlugin("Twin");
        application.Services.AddSingleton(application.Journal);
        application.Runtime.AddPlugin<TopPlugin>();
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                "  'twin' is the name of 2 plugins.",
                "  They depend on each other: 'a' -> 'b' -> 'c' -> 'a'.",
                "  'a' depends on 'nobody', which is not registered.",
                "  They depend on each other: 'self' -> 'self'.",
                "  'Top' depends on MiddlePlugin, which is not registered."),
            refused.Message);
        Assert.Null(refused.Plugin);
        Assert.Empty(application.Journal.Lines);
        Assert.Equal(0, application.Threads.Started);
    }

    private static async Task<IEnumerable<string>> InitializedAsync(TestApplication application)
    {
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        return application.Journal.Lines.Where(line => line.EndsWith(".Initialize", StringComparison.Ordinal)).Select(line => line[..^".Initialize".Length]);
    }

    [DependsOn<MiddlePlugin>]
    private sealed class TopPlugin(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note($"{context.Name}.Initialize");
    }

    [DependsOn("base")]
    private sealed class MiddlePlugin(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note($"{context.Name}.Initialize");
    }
}
