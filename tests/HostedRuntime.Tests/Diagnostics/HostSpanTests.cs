using System.Diagnostics;
using HostedRuntime.Configuration;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostedRuntime.Tests.Diagnostics;

/// <summary>Commands and hooks of plugins have spans. Each test has a runtime of its own name.</summary>
public sealed class HostSpanTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Command_InsideActivity_IsItsChild()
    {
        var application = new TestApplication();
        application.AddRuntime("span of command").AddCommand("answer", static (NoArguments _, CancellationToken _) => Task.FromResult(Activity.Current?.OperationName));
        using var host = application.Build();
        using var spans = new SpanRecorder("span of command");
        await host.StartAsync();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal("command:answer", await host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync<string>("answer"));
        await host.StopAsync();

        Assert.Same(request, spans.Of("command:answer").Parent);
        Assert.Equal("ok", spans.Only.GetTagItem("hosted_runtime.outcome"));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Command_WhenItThrows_RecordsException()
    {
        var application = new TestApplication();
        application.AddRuntime("span of error").AddCommand("fail", static Task<int> (NoArguments _, CancellationToken _) => throw new FormatException());
        using var host = application.Build();
        using var spans = new SpanRecorder("span of error");
        await host.StartAsync();
        await Assert.ThrowsAsync<CommandException>(() => host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync<int>("fail"));
        await host.StopAsync();

        Assert.Equal((default, ActivityStatusCode.Error), (spans.Of("command:fail").ParentSpanId, spans.Only.Status));
        Assert.Equal("System.FormatException", spans.Only.GetTagItem("error.type"));
        Assert.Equal("exception", Assert.Single(spans.Only.Events).Name);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_OfPlugin_AreRoots()
    {
        var application = new TestApplication();
        application.AddPlugin(application.AddRuntime("span of hooks"), "store", setup: static (_, _) => Task.FromException(new FormatException()));
        using var host = application.Build();
        using var spans = new SpanRecorder("span of hooks");
        using var start = new Activity("start").SetIdFormat(ActivityIdFormat.W3C).Start();
        await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());
        await host.StopAsync();

        Assert.Equal(("ok", "faulted"), (OutcomeOf("plugin:store:Initialize"), OutcomeOf("plugin:store:Setup")));
        Assert.Equal("ok", OutcomeOf("plugin:store:Stop"));
        Assert.All(spans.Ended, static span => Assert.Equal(default, span.ParentSpanId));

        object? OutcomeOf(string name) => spans.Of(name).GetTagItem("hosted_runtime.outcome");
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("ok")]
    [InlineData("canceled")]
    [InlineData("faulted")]
    public async Task Hook_OffTheRuntime_HasSpan(string outcome)
    {
        var name = $"span off {outcome}";
        var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: name);
        await runtime.DisposeAsync();
        using var spans = new SpanRecorder(name);
        using var stop = new Activity("stop").SetIdFormat(ActivityIdFormat.W3C).Start();
        var hooks = new HookRunner(runtime, new LiveOptions(new RuntimeOptions()), TimeProvider.System, NullLogger.Instance, new Overtime(TimeProvider.System));
        var seen = "";
        await hooks.RunAnywhereAsync("plugin:store:Stop", async _ =>
        {
            seen = Activity.Current?.OperationName;
            await Task.Yield();
            if (outcome != "ok")
                throw outcome == "faulted" ? new FormatException() : new OperationCanceledException();
        }, CancellationToken.None).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        Assert.Equal("plugin:store:Stop", seen);
        Assert.Equal(outcome, spans.Of("plugin:store:Stop").GetTagItem("hosted_runtime.outcome"));
        Assert.Equal(default, spans.Only.ParentSpanId);
        Assert.Equal(outcome == "faulted" ? (ActivityStatusCode.Error, "System.FormatException", 1) : (ActivityStatusCode.Unset, null, 0), (spans.Only.Status, spans.Only.GetTagItem("error.type"), spans.Only.Events.Count()));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hook_OffTheRuntime_RunsIfListenerThrows()
    {
        var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "span that throws");
        await runtime.DisposeAsync();
        using var spans = new SpanRecorder("span that throws", onStarted: static _ => throw new FormatException(), onStopped: static _ => throw new FormatException());
        var hooks = new HookRunner(runtime, new LiveOptions(new RuntimeOptions()), TimeProvider.System, NullLogger.Instance, new Overtime(TimeProvider.System));
        var hasRun = false;
        await hooks.RunAnywhereAsync("stop", _ =>
        {
            hasRun = true;
            return Task.CompletedTask;
        }, CancellationToken.None);

        Assert.True(hasRun);
        Assert.Equal("ok", spans.Of("stop").GetTagItem("hosted_runtime.outcome"));
    }
}
