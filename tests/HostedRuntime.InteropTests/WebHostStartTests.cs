using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.InteropTests;

/// <summary>
/// The web server of ASP.NET Core is a hosted service like any other, so it accepts no request before the plugins are set up.
/// </summary>
public sealed class WebHostStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_WhenWebHostIsFirst_SetsUpBeforeItListens(bool concurrently)
    {
        var token = TestContext.Current.CancellationToken;
        var port = FreePort();
        var listened = new List<bool>();
        using var host = new HostBuilder()
            .ConfigureServices(services => services.Configure<HostOptions>(options => (options.ServicesStartConcurrently, options.ServicesStopConcurrently) = (concurrently, concurrently)))
            .ConfigureWebHost(web => web
                .UseKestrel()
                .UseUrls($"http://127.0.0.1:{port}")
                .Configure(application => application.Run(context => context.Response.WriteAsync("served", token))))
            .ConfigureServices(services => services.AddAsyncRuntime(options => options.WorkerThreads = 1)
                .AddPlugin("a", plugin => plugin
                    .Initialize((_, ct) => ListensAsync(ct))
                    .Setup((_, ct) => ListensAsync(ct))
                    .OnStop(ListensAsync))
                .AddSetup((_, ct) => ListensAsync(ct)))
            .Build();

        await host.StartAsync(token);
        using var client = new HttpClient();
        Assert.Equal("served", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), token));
        await host.StopAsync(token);

        Assert.Equal([false, false, false, false], listened);

        async Task ListensAsync(CancellationToken ct)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                listened.Add(true);
            }
            catch (SocketException)
            {
                listened.Add(false);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
