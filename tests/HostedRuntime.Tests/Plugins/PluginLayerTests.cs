using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Plugins;

/// <summary>
/// PluginsStartConcurrently: plugins of one layer start concurrently, and a layer starts after the layers that it depends on.
/// </summary>
public sealed class PluginLayerTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_Concurrently_StartsLayerByLayer()
    {
        // Each of the two plugins waits for the other. If they started one after the other, neither would complete.
        var (a, b) = (Signal(), Signal());
        var application = Concurrent()
            .AddPlugin("a", initialize: (_, ct) => MeetAsync(a, b, ct), setup: (_, _) => Task.CompletedTask)
            .AddPlugin("top", dependsOn: ["a", "b"])
            .AddPlugin("b", initialize: (_, ct) => MeetAsync(b, a, ct));
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        var lines = application.Journal.Lines;
        Assert.Equal(["a.Initialize", "b.Initialize"], lines.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal("top.Initialize", lines[2]);
        Assert.Equal(["a.Setup", "b.Setup"], lines.Skip(3).Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["top.Setup", "a.Ready", "b.Ready", "top.Ready"], lines.Skip(5).Take(4));
        Assert.Equal(["top.Stop", "b.Stop", "a.Stop"], lines.Where(line => line.EndsWith(".Stop", StringComparison.Ordinal)));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OneOfLayerThrows_CancelsLayerAndStopsInitialized()
    {
        var (waits, done) = (Signal(), Signal());
        var application = Concurrent()
            .AddPlugin("fast", initialize: (_, _) =>
            {
                done.SetResult();
                return Task.CompletedTask;
            })
            .AddPlugin("slow", initialize: async (_, ct) =>
            {
                waits.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(ct);
            })
            .AddPlugin("broken", initialize: async (context, _) =>
            {
                await waits.Task;
                await done.Task;
                // The hook of "fast" has returned, but the runner may not have recorded that yet. Wait until "fast" counts as initialized.
                while (!context.Services.GetRequiredService<IRuntimePlugins>().Names.Contains("fast"))
                    await CurrentTask.YieldAsync();
                throw new FormatException("no parts");
            })
            .AddPlugin("never", dependsOn: "fast");

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'broken' failed in Initialize: no parts", refused.Message);
        Assert.DoesNotContain("never.Initialize", application.Journal.Lines);
        Assert.Equal(["fast.Stop", "fast.Exited"], application.Journal.Lines.TakeLast(2));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_SeveralOfLayerThrow_ReportsAll()
    {
        var (a, b) = (Signal(), Signal());
        var application = Concurrent()
            .AddPlugin("a", initialize: (_, _) => MeetAndFailAsync(a, b, "no parts"))
            .AddPlugin("b", initialize: (_, _) => MeetAndFailAsync(b, a, "no tools"));

        var refused = await application.RefusedAsync();

        Assert.Equal(
            string.Join(Environment.NewLine, "2 plugins failed:", "  Plugin 'a' failed in Initialize: no parts", "  Plugin 'b' failed in Initialize: no tools"),
            refused.Message);
        Assert.Null(refused.Plugin);
        Assert.Equal(PluginPhase.Initialize, refused.Phase);
        Assert.Equal(["a", "b"], Assert.IsType<AggregateException>(refused.InnerException).InnerExceptions.Cast<PluginInitializationException>().Select(one => one.Plugin));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_TokenFiresDuringLayer_ThrowsCanceled()
    {
        using var cancel = new CancellationTokenSource();
        var application = Concurrent()
            .AddPlugin("a", initialize: (_, ct) => new TaskCompletionSource().Task.WaitAsync(ct))
            .AddPlugin("b", initialize: (_, ct) =>
            {
                cancel.Cancel();
                return new TaskCompletionSource().Task.WaitAsync(ct);
            });
        using var host = application.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(cancel.Token));

        await application.Threads.AllEndedAsync();
    }

    private static TestApplication Concurrent() => new TestApplication().Configure("AsyncRuntime:PluginsStartConcurrently", "true");

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task MeetAsync(TaskCompletionSource mine, TaskCompletionSource others, CancellationToken ct)
    {
        mine.SetResult();
        await others.Task.WaitAsync(ct);
    }

    /// <summary>Ignores its token, because the failure of the other plugin fires it, and both plugins shall fail.</summary>
    private static async Task MeetAndFailAsync(TaskCompletionSource mine, TaskCompletionSource others, string message)
    {
        await MeetAsync(mine, others, CancellationToken.None);
        throw new FormatException(message);
    }
}
