using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Plugins;

public sealed class PluginTimeoutTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(PluginPhase.Initialize)]
    [InlineData(PluginPhase.Setup)]
    public async Task StartAsync_HookObeysTokenOnly_TimesOut(PluginPhase phase)
    {
        var application = Slow(phase, (_, ct) => new TaskCompletionSource().Task.WaitAsync(ct));

        var refused = await application.RefusedAsync();

        Assert.Equal($"Plugin 'slow' failed in {phase}: it did not end within 00:00:30.", refused.Message);
        Assert.Equal(phase, refused.Phase);
        Assert.IsType<TimeoutException>(refused.InnerException);
        Assert.Contains("first.Stop", application.Journal.Lines);
        Assert.Equal(phase == PluginPhase.Setup, application.Journal.Lines.Contains("slow.Stop"));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookObeysAbortOnly_TimesOut()
    {
        var application = Slow(PluginPhase.Initialize, async (context, _) => await context.Runtime.Spawn(() => new TaskCompletionSource().Task).JoinAsync(CancellationToken.None));
        application.Configure("AsyncRuntime:ShutdownTimeout", "00:00:00.2");

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'slow' failed in Initialize: it did not end within 00:00:30.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookThrowsAfterTimeout_KeepsInnerException()
    {
        var application = Slow(PluginPhase.Initialize, async (_, ct) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new FormatException("half a census");
        });

        var refused = await application.RefusedAsync();

        Assert.Equal("half a census", Assert.IsType<FormatException>(refused.InnerException?.InnerException).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookIgnoresTokenAndAbort_IsReportedAtShutdown()
    {
        var release = new TaskCompletionSource();
        var application = Slow(PluginPhase.Initialize, (_, _) => release.Task).Configure("AsyncRuntime:ShutdownTimeout", "00:00:00.2");

        var refused = await application.RefusedAsync();

        Assert.Equal("Plugin 'slow' failed in Initialize: it did not end within 00:00:30, ignores its token and the abort, and still runs.", refused.Message);
        var rest = application.Logs.Single(9);
        Assert.Equal(LogLevel.Warning, rest.Level);
        Assert.Contains("'plugin:slow:Initialize'", rest.Message, StringComparison.Ordinal);
        release.SetResult();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_HookBlocksWorkerForEver_Throws()
    {
        using var release = new ManualResetEventSlim();
        var application = new TestApplication()
            .AddPlugin("first")
            .AddPlugin("slow", (_, _) =>
            {
                release.Wait(CancellationToken.None);
                return Task.CompletedTask;
            })
            .Configure("AsyncRuntime:PluginTimeout", "00:00:01")
            .Configure("AsyncRuntime:ShutdownTimeout", "00:00:00.2")
            .Configure("AsyncRuntime:WorkerThreads", "1");
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        Assert.Equal(PluginPhase.Initialize, refused.Phase);
        Assert.Equal("slow", refused.Plugin);
        Assert.Contains("first.Stop", application.Journal.Lines);
        release.Set();
    }

    /// <summary>
    /// Returns an application with a plugin that works and a second plugin, whose timeout expires as soon as its hook has been called.
    /// </summary>
    private static TestApplication Slow(PluginPhase phase, Func<PluginContext, CancellationToken, Task> hook)
    {
        var application = new TestApplication().AddPlugin("first");
        var clock = application.UseManualClock();
        return application.AddPlugin("slow", phase == PluginPhase.Initialize ? HookAsync : null, phase == PluginPhase.Setup ? HookAsync : null);

        Task HookAsync(PluginContext context, CancellationToken ct)
        {
            var running = hook(context, ct);
            clock.Elapse();
            return running;
        }
    }
}
