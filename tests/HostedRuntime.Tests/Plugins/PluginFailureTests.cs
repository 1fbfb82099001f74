using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Plugins;

public sealed class PluginFailureTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_InitializeThrows_StopsEarlierPluginsAndRuntime()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b").AddPlugin("c", initialize: (_, _) => throw new FormatException("no census")).AddPlugin("d");

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'c' failed in Initialize: no census", refused.Message);
        Assert.Equal("c", refused.Plugin);
        Assert.Equal(PluginPhase.Initialize, refused.Phase);
        Assert.IsType<FormatException>(refused.InnerException);
        Assert.Equal(["a.Initialize", "b.Initialize", "c.Initialize", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_SetupThrows_StopsAll()
    {
        var application = new TestApplication().AddPlugin("a", setup: async (_, _) =>
        {
            await Task.Yield();
            throw new FormatException("no census");
        }).AddPlugin("b");

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'a' failed in Setup: no census", refused.Message);
        Assert.Equal(PluginPhase.Setup, refused.Phase);
        Assert.Equal(["a.Initialize", "b.Initialize", "a.Setup", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ApplicationSetupThrows_StopsAll()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Runtime.AddSetup((_, _) => throw new FormatException("no census"));

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'setup' failed in Setup: no census", refused.Message);
        Assert.Equal("setup", refused.Plugin);
        Assert.Equal(["a.Initialize", "a.Setup", "a.Stop", "a.Exited"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ConstructorThrows_RunsNoHook()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Services.AddSingleton<BrokenPlugin>(_ => throw new FormatException("no parts"));
        application.Runtime.AddPlugin<BrokenPlugin>();

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal("Plugin 'Broken' failed in Initialize: no parts", refused.Message);
        Assert.Empty(application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookCancelsItself_Throws()
    {
        var application = new TestApplication().AddPlugin("a", initialize: (_, _) => throw new OperationCanceledException("given up"));
        Assert.Equal("Plugin 'a' failed in Initialize: given up", (await application.RefusedAsync()).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookReturnsNull_Throws()
    {
        var application = new TestApplication();
        application.Runtime.AddSetup((_, _) => null!);
        Assert.Equal("Plugin 'setup' failed in Setup: The hook returned null where a Task was due.", (await application.RefusedAsync()).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_TokenFires_StopsAndThrowsCanceled()
    {
        using var cancel = new CancellationTokenSource();
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", initialize: (_, ct) =>
        {
            cancel.Cancel();
            return new TaskCompletionSource().Task.WaitAsync(ct);
        });
        using var host = application.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(cancel.Token));

        Assert.Equal(["a.Initialize", "b.Initialize", "a.Stop", "a.Exited"], application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OneOfSeveralHooksThrows_ReportsItsName()
    {
        var one = new TestApplication();
        one.Runtime.AddPlugin("a", plugin => plugin.Initialize((_, _) => Task.CompletedTask).Initialize((_, _) => throw new FormatException("no")));
        var other = new TestApplication();
        other.Runtime.AddSetup((_, _) => throw new FormatException("no")).AddSetup((_, _) => Task.CompletedTask);

        Assert.Equal("Plugin 'a' failed in Initialize: hook 2 of 2: no", (await one.RefusedAsync()).Message);
        Assert.Equal("Plugin 'setup' failed in Setup: hook 1 of 2: no", (await other.RefusedAsync()).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_TypeInitializerThrows_ReportsInnerException()
    {
        var application = new TestApplication();
        application.Runtime.AddPlugin<UninitializedPlugin>();

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal("Plugin 'Uninitialized' failed in Initialize: The type initializer for 'UninitializedPlugin' threw an exception. not today", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_DependencyOnOtherRuntime_ThrowsWithReason()
    {
        var application = new TestApplication().AddPlugin("a", dependsOn: "b");
        application.AddRuntime("cpu").AddPlugin("b", _ => { });

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                "  'a' depends on 'b', which is a plugin of runtime 'cpu': it has to be one of the same runtime."),
            refused.Message);
    }

    private sealed class UninitializedPlugin : RuntimePlugin
    {
        private static readonly int s_answer = Fail();

        public UninitializedPlugin() => GC.KeepAlive(s_answer);

        private static int Fail() => throw new FormatException("not today");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_StopApplicationInSetup_StopsAll()
    {
        var application = new TestApplication().AddPlugin("a", setup: (context, _) =>
        {
            context.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return Task.CompletedTask;
        }).AddPlugin("b");
        using var host = application.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.RunAsync());

        Assert.Equal(["a.Initialize", "b.Initialize", "a.Setup", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_PluginThrowsOrIsSlow_StopsOthersAndLogs()
    {
        var application = new TestApplication();
        var clock = application.UseManualClock();
        application.AddPlugin("a").AddPlugin("b", stop: _ => throw new FormatException("stuck")).AddPlugin("c", stop: clock.ElapseAsync);
        using var host = application.Build();
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(["c.Stop", "b.Stop", "a.Stop"], application.Journal.Lines.Where(line => line.EndsWith(".Stop", StringComparison.Ordinal)));
        Assert.Equal(
            ["Plugin 'c' failed to stop: it did not end within 00:00:30.", "Plugin 'b' failed to stop: stuck"],
            application.Logs.Own.Where(entry => entry.Id == 6 && entry.Level == LogLevel.Error).Select(entry => entry.Message));
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task OnEventAsync_ThrowsOrIsSlow_IsLogged()
    {
        var application = new TestApplication();
        var clock = application.UseManualClock();
        application.AddPlugin("a", onEvent: (_, _) => throw new FormatException("deaf")).AddPlugin("b", onEvent: (_, ct) => clock.ElapseAsync(ct)).AddPlugin("c");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["c.Ready", "c.ExitRequested", "c.Exited"], application.Journal.Lines.Where(line => line.StartsWith("c.E", StringComparison.Ordinal) || line == "c.Ready"));
        Assert.Equal(
            from name in (string[])["Ready", "ExitRequested", "Exited"]
            from plugin in (string[])["a", "b"]
            select $"Plugin '{plugin}' failed in its handler of {name}.",
            application.Logs.Own.Where(entry => entry.Id == 5 && entry.Level == LogLevel.Warning).Select(entry => entry.Message));
    }

    private sealed class BrokenPlugin : RuntimePlugin;
}
