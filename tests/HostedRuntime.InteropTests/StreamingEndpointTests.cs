using System.Net.Http.Json;
using Concepts.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.InteropTests;

/// <summary>A streaming endpoint of ASP.NET Core on loopback, fed by tasks of a runtime through a channel.</summary>
public sealed class StreamingEndpointTests : IAsyncLifetime
{
    private const int Items = 200;

    private readonly IRuntime _runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
    private WebApplication? _application;

    private HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        var feed = new Feed(_runtime);
        _application.MapGet("/feed", (int items, CancellationToken aborted) => feed.Open(items, aborted).ReadAllAsync(aborted));
        await _application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Client.BaseAddress = new Uri(addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application!.DisposeAsync();
        await _runtime.DisposeAsync();
    }

    [Fact]
    public async Task Get_FiniteStream_ReturnsItemsInOrder()
    {
        var items = new List<int>();
        await foreach (var item in Client.GetFromJsonAsAsyncEnumerable<int>($"/feed?items={Items}", TestContext.Current.CancellationToken))
            items.Add(item);
        Assert.Equal(Enumerable.Range(0, Items), items);
    }

    [Fact]
    public async Task Get_ClientDisconnects_EndsProducer()
    {
        await foreach (var item in Client.GetFromJsonAsAsyncEnumerable<int>($"/feed?items={int.MaxValue}", TestContext.Current.CancellationToken))
        {
            if (item == 10)
                break;
        }

        // The producer ends by itself, so it is waited for and not aborted.
        var report = await _runtime.ShutdownAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (report.Aborted, report.StillRunning.Count));
    }
}
