using System.Net.Http.Json;
using System.Threading.Channels;
using HostedRuntime.Channels;
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
    private readonly TaskCompletionSource _producerSawTheEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _application;

    private HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/count", () => Count().ReadAllAsync());
        _application.MapGet("/endless", (CancellationToken aborted) => StreamEndlessly(aborted));
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
    public async Task Get_AFiniteStream_ReturnsEveryItemInOrder()
    {
        var items = new List<int>();
        await foreach (var item in Client.GetFromJsonAsAsyncEnumerable<int>("/count", TestContext.Current.CancellationToken))
            items.Add(item);
        Assert.Equal(Enumerable.Range(0, Items), items);
    }

    [Fact]
    public async Task Get_TheClientGoesAway_EndsTheProducer()
    {
        await foreach (var item in Client.GetFromJsonAsAsyncEnumerable<int>("/endless", TestContext.Current.CancellationToken))
        {
            if (item == 10)
                break;
        }

        await _producerSawTheEnd.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private ChannelReader<int> Count()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(8);
        _runtime.Spawn(async () =>
        {
            using (sender)
            {
                for (var i = 0; i < Items; i++)
                    await sender.WriteAsync(i);
            }
        }).Detach();
        return receiver;
    }

    private async IAsyncEnumerable<int> StreamEndlessly([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken aborted)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(8);
        using var _ = receiver;
        _runtime.Spawn(async () =>
        {
            using (sender)
            {
                for (var i = 0; await sender.WaitToWriteAsync(); i++)
                    sender.TryWrite(i);
            }

            _producerSawTheEnd.TrySetResult();
        }).Detach();
        await foreach (var item in receiver.ReadAllAsync(aborted))
            yield return item;
    }
}
