using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

/// <summary>
/// The runtime that <see cref="AsyncRuntime"/> falls back on. It is one per process, so these tests do not run in parallel.
/// </summary>
[CollectionDefinition(nameof(FallbackTests), DisableParallelization = true)]
[Collection(nameof(FallbackTests))]
public sealed class FallbackTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Handle_TwoHosts_IsFirstRuntimeWhileItRuns()
    {
        using var first = new TestApplication().Build();
        var late = new TestApplication();
        using var second = late.Build();
        await first.StartAsync();
        await second.StartAsync();

        Assert.Same(first.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        Assert.Equal(
            "AsyncRuntime.Handle stays runtime 'default', which was set or started earlier, until that one ends; then it is runtime 'default' of this host.",
            late.Logs.Single(2).Message);
        await second.StopAsync();
        Assert.Same(first.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        await first.StopAsync();

        using var third = new TestApplication().Build();
        await third.StartAsync();
        Assert.Same(third.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        await third.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Handle_WhenFirstHostEnds_IsNextRunningRuntime()
    {
        using IHost first = new TestApplication().Build(), second = new TestApplication().Build(), third = new TestApplication().Build();
        await first.StartAsync();
        await second.StartAsync();
        await third.StartAsync();

        await second.StopAsync();
        await first.StopAsync();

        Assert.Same(third.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        await third.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Handle_WhenUsedBeforeStart_IsReplacedWithWarning()
    {
        var before = Assert.IsAssignableFrom<IRuntime>(AsyncRuntime.Handle);
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();

        Assert.Same(host.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        var warning = application.Logs.Single(14);
        Assert.Equal(
            (LogLevel.Warning,
                "AsyncRuntime was used before this host started, and made runtime 'default', which no host ends: work that was spawned on it is lost when the process exits."
                + " From now on AsyncRuntime.Handle is runtime 'default' of this host. Use AsyncRuntime after the host started, or inject IRuntimeHandle."),
            (warning.Level, warning.Message));
        await host.StopAsync();
        // Restores the fallback for the other tests.
        await before.DisposeAsync();
    }
}
