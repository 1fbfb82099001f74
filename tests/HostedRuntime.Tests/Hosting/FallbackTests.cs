using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Hosting;

/// <summary>What <see cref="AsyncRuntime"/> falls back on is one for the process: alone, after the tests that run side by side.</summary>
[CollectionDefinition(nameof(FallbackTests), DisableParallelization = true)]
[Collection(nameof(FallbackTests))]
public sealed class FallbackTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task AsyncRuntime_TwoHosts_FallsBackOnTheFirstWhileItRuns()
    {
        using var first = new TestApplication().Build();
        var late = new TestApplication();
        using var second = late.Build();
        await first.StartAsync();
        await second.StartAsync();

        Assert.Same(first.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        Assert.StartsWith("AsyncRuntime does not fall back on runtime 'default': ", late.Logs.Single(2).Message, StringComparison.Ordinal);
        await second.StopAsync();
        Assert.Same(first.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        await first.StopAsync();

        using var third = new TestApplication().Build();
        await third.StartAsync();
        Assert.Same(third.Services.GetRequiredService<IRuntimeHandle>(), AsyncRuntime.Handle);
        await third.StopAsync();
    }
}
