using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Configuration;

/// <summary>All errors of the options are reported in one message, whichever service resolves a runtime first.</summary>
public sealed class AllErrorsTests
{
    private static readonly string s_all = string.Join(
        Environment.NewLine,
        "AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.",
        "AsyncRuntime:Runtimes:cpu:WorkerThreads is 'many'; allowed: 1 to 1024.",
        "AsyncRuntime:Runtimes:cpus is of no runtime that was added; did you mean 'cpu'?");

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(null)]
    [InlineData("default")]
    [InlineData("cpu")]
    public async Task StartAsync_WhenServiceInjectsRuntime_ReportsAllErrors(string? injected)
    {
        var application = Wrong();
        if (injected is not null)
            application.Services.AddSingleton<IHostedService>(services => new Holder(services.GetRequiredKeyedService<IRuntimeHandle>(injected)));
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(s_all, refused.Message);
        Assert.Equal(0, application.Threads.Started);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenOtherOptionsAreInvalid_ReportsAllErrors()
    {
        var application = Wrong();
        application.Services.AddOptions<Other>().Validate(other => other.Rows > 0, "Rows is 0.").ValidateOnStart();
        application.Services.AddSingleton<IHostedService>(services => new Holder(services.GetRequiredService<IRuntimeHandle>()));
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync());

        Assert.Contains(refused.InnerExceptions, error => error.Message == s_all);
        Assert.Contains(refused.InnerExceptions, error => error.Message == "Rows is 0.");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenValidatorInjectsRuntime_ReportsAllErrors()
    {
        var application = Wrong();
        application.Services.AddOptions<Limits>().Validate<IRuntimeHandle>((limits, _) => limits.Rows > 0, "never asked").ValidateOnStart();
        application.Services.AddSingleton<IHostedService>(services => new Holder(services.GetRequiredService<IRuntimeHandle>()));
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(s_all, refused.Message);
    }

    private static TestApplication Wrong()
    {
        var application = new TestApplication()
            .Configure("AsyncRuntime:WorkerThreads", "0")
            .Configure("AsyncRuntime:Runtimes:cpu:WorkerThreads", "many")
            .Configure("AsyncRuntime:Runtimes:cpus:WorkerThreads", "2");
        application.AddRuntime("cpu");
        return application;
    }

    private sealed class Limits
    {
        public int Rows { get; set; }
    }

    private sealed class Other
    {
        public int Rows { get; set; }
    }

    private sealed class Holder(IRuntimeHandle runtime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => runtime.Spawn(() => { }).AsTask();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
