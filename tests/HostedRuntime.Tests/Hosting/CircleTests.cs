using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Hosting;

/// <summary>A service that the runtime needs resolves the runtime. The host reports this at once, with the whole circle.</summary>
public sealed class CircleTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public Task TimeProvider_WhenItResolvesHandle_ThrowsWithCircle() => RefusedAsync(
        "TimeProvider", services => services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<IRuntimeHandle>().TimeProvider));

    [Fact(Timeout = TestApplication.Limit)]
    public Task Options_WhenTheyResolveHandle_ThrowsWithCircle() => RefusedAsync(
        "RuntimeOptions", services => services.AddSingleton<IConfigureOptions<RuntimeOptions>>(provider =>
            new ConfigureOptions<RuntimeOptions>(_ => provider.GetRequiredService<IRuntimeHandle>())));

    [Fact(Timeout = TestApplication.Limit)]
    public Task Hooks_WhenTheyResolveRuntime_ThrowsWithCircle() => RefusedAsync(
        "ConfigureHooks", services => services.AddAsyncRuntime().ConfigureHooks((provider, _) => provider.GetRequiredService<IRuntime>()));

    [Fact(Timeout = TestApplication.Limit)]
    public async Task LoggerProvider_WhenItResolvesHandle_BuildThrowsWithCircle()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAsyncRuntime();
        builder.Services.AddSingleton<ILoggerProvider>(provider => new Provider(provider.GetRequiredService<IRuntimeHandle>()));

        var refused = await Task.Run(() => Assert.Throws<InvalidOperationException>(() => builder.Build()));

        AssertCircle(Message("default", "runtime 'default' -> ILoggerFactory -> runtime 'default'"), refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_WhenTwoRuntimesResolveEachOther_ThrowsWithCircle()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAsyncRuntime().ConfigureHooks((provider, _) => provider.GetRequiredKeyedService<IRuntimeHandle>("cpu"));
        builder.Services.AddAsyncRuntime("cpu").ConfigureHooks((provider, _) => provider.GetRequiredService<IRuntimeHandle>());
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        AssertCircle(
            Message("default", "runtime 'default' -> ConfigureHooks -> runtime 'cpu' -> ConfigureHooks -> runtime 'default'"),
            refused.Message);
    }

    private static async Task RefusedAsync(string asked, Action<IServiceCollection> add)
    {
        var application = new TestApplication();
        add(application.Services);
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        AssertCircle(Message("default", $"runtime 'default' -> {asked} -> runtime 'default'"), refused.Message);
        await application.Threads.AllEndedAsync();
    }

    /// <summary>The container of Microsoft.Extensions 11 detects the circle first, with a message of its own.</summary>
    private static void AssertCircle(string expected, string message)
    {
        if (typeof(ServiceProvider).Assembly.GetName().Version!.Major >= 11)
            Assert.StartsWith("A circular dependency was detected for the service of type", message, StringComparison.Ordinal);
        else
            Assert.Equal(expected, message);
    }

    private static string Message(string runtime, string circle)
        => $"Runtime '{runtime}' cannot be made, because a service that it needs asks for it: {circle}."
            + " Let that service ask for the runtime when it is first used, and not when it is made: inject IServiceProvider in place of the handle.";

    private sealed class Provider(IRuntimeHandle runtime) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => throw new NotSupportedException(runtime.Name);

        public void Dispose()
        {
        }
    }
}
