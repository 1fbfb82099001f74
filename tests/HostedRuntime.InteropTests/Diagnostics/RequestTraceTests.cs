using System.Diagnostics;
using Concepts.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace HostedRuntime.InteropTests.Diagnostics;

/// <summary>The trace of a request of ASP.NET Core whose handler spawns two tasks, as the OpenTelemetry SDK exports it.</summary>
public sealed class RequestTraceTests
{
    private const string RuntimeName = "trace of a request";

    [Fact]
    public async Task Request_WithTwoTasks_HasChildAndLinkedRoot()
    {
        var token = TestContext.Current.CancellationToken;
        var exported = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("HostedRuntime", "Microsoft.AspNetCore")
            .SetSampler(new AlwaysOnSampler())
            .AddInMemoryExporter(exported)
            .Build();
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 }, name: RuntimeName);
        var mails = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shop = new Shop(runtime, static (id, _) => Task.FromResult(id % 10), (_, _) => mails.Task);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var application = builder.Build();
        application.MapGet("/orders/{id:int}", (int id, CancellationToken aborted) => shop.OrderAsync(id, aborted));
        await application.StartAsync(token);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using (var client = new HttpClient())
            Assert.Equal("3", await client.GetStringAsync(new Uri($"{address}/orders/4713"), token));
        await application.StopAsync(token);
        Assert.True(provider.ForceFlush());

        // The mail is not sent yet, and the trace of the request is complete.
        var reserve = Assert.Single(exported, IsMine);
        // Other tests of this process make requests at the same time.
        var request = Assert.Single(exported, span => span.Source.Name == "Microsoft.AspNetCore" && span.TraceId == reserve.TraceId);
        Assert.Equal(("reserve", request.TraceId, request.SpanId), (reserve.OperationName, reserve.TraceId, reserve.ParentSpanId));
        Assert.Empty(reserve.Links);

        mails.SetResult();
        Assert.Equal(0, (await runtime.ShutdownAsync(TimeSpan.FromSeconds(30), token)).Aborted);
        Assert.True(provider.ForceFlush());
        var mail = Assert.Single(exported, static span => IsMine(span) && span.OperationName == "mail");
        Assert.Equal(default, mail.ParentSpanId);
        Assert.NotEqual(request.TraceId, mail.TraceId);
        Assert.Equal((request.TraceId, request.SpanId), (Assert.Single(mail.Links).Context.TraceId, mail.Links.Single().Context.SpanId));
        Assert.True(mail.Recorded);
    }

    [Fact]
    public async Task Task_OfUnsampledRequest_IsNotExported()
    {
        var exported = new List<Activity>();
        using var requests = new ActivitySource("requests of interop");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("HostedRuntime", requests.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOffSampler()))
            .AddInMemoryExporter(exported)
            .Build();
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "not sampled");
        using var request = requests.StartActivity("request");
        var inside = await runtime.Spawn(static () => Activity.Current, new SpawnOptions { Name = "work" });

        Assert.Equal((request!.TraceId, false), (inside!.TraceId, inside.Recorded));
        Assert.True(provider.ForceFlush());
        Assert.DoesNotContain(exported, static span => "not sampled".Equals(span.GetTagItem("hosted_runtime.name")));
    }

    private static bool IsMine(Activity span) => RuntimeName.Equals(span.GetTagItem("hosted_runtime.name"));
}
