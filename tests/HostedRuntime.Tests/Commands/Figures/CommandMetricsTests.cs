using System.Text.Json;

namespace HostedRuntime.Tests.Commands.Figures;

public sealed class CommandMetricsTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Metrics_BeforeFirstCall_AreZero()
    {
        await using var application = await StartAsync();

        Assert.Equal(application.Invoker.Commands.Select(static command => command.Name), application.Invoker.Metrics.Select(static metrics => metrics.Name));
        Assert.All(application.Invoker.Metrics, static metrics => Assert.Equal(new CommandMetrics { Name = metrics.Name, Runtime = "default" }, metrics));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Metrics_AfterEachOutcome_CountIt()
    {
        await using var application = await StartAsync();
        using var canceled = new CancellationTokenSource();
        await application.Invoker.InvokeAsync<int>("length", "abc");
        await application.Invoker.InvokeAsync("length", JsonElement.Parse("\"abcd\""));
        await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<object?>("fail"));
        var wait = application.Invoker.InvokeAsync<object?>("wait", null, canceled.Token);
        Assert.Equal(1, Of(application, "wait").InFlight);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

        Assert.Equal((2, 0, 0, 0), Counts(Of(application, "length")));
        Assert.Equal((1, 1, 0, 0), Counts(Of(application, "fail")));
        Assert.Equal((1, 0, 1, 0), Counts(Of(application, "wait")));
        Assert.All(application.Invoker.Metrics, static metrics => Assert.True(metrics.MedianDuration <= metrics.P99Duration));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Metrics_OfRefusedCall_DoNotCount()
    {
        await using var application = await StartAsync();
        await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>("length", 7));
        await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>("nothing"));

        Assert.All(application.Invoker.Metrics, static metrics => Assert.Equal(0, metrics.Calls));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Metrics_AfterEndOfHost_CountFailure()
    {
        var application = await StartAsync();
        await application.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => application.Invoker.InvokeAsync<int>("length", "abc"));

        Assert.Equal((1, 1, 0, 0), Counts(Of(application, "length")));
        await application.DisposeAsync();
    }

    private static Task<CommandApplication> StartAsync() => CommandApplication.StartAsync(static runtime => runtime
        .AddCommand("length", static (string text, CancellationToken _) => Task.FromResult(text.Length))
        .AddCommand("fail", static (CancellationToken _) => Task.FromException(new FormatException("no")))
        .AddCommand("wait", static (CancellationToken ct) => AsyncTime.SleepAsync(TimeSpan.FromHours(1), ct).AsTask()));

    private static CommandMetrics Of(CommandApplication application, string name) => application.Invoker.Metrics.Single(metrics => metrics.Name == name);

    private static (long Calls, long Failures, long Cancellations, long InFlight) Counts(CommandMetrics metrics)
        => (metrics.Calls, metrics.Failures, metrics.Cancellations, metrics.InFlight);
}
