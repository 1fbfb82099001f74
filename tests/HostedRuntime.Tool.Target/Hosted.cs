using HostedRuntime.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tool.Target;

/// <summary>A host that only calls <c>AddAsyncRuntime()</c>, with three tasks that wait and a task that works.</summary>
internal static class Hosted
{
    public static void Start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAsyncRuntime();
        var host = builder.Build();
        host.Start();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var (sender, receiver) = MpscChannel.CreateBounded<int>(capacity: 1, "orders");
        _ = sender.TryWrite(1);
        using var started = new CountdownEvent(4);
        for (var number = 1; number <= 3; number++)
            runtime.Spawn(() => SendAsync(sender, started), new SpawnOptions { Name = $"sender-{number}" }).Detach();
        runtime.Spawn(() => TickAsync(started), new SpawnOptions { Name = "ticker" }).Detach();
        started.Wait();
        // The receiver would close the channel if it were collected.
        GC.KeepAlive(receiver);
        AppDomain.CurrentDomain.SetData("receiver", receiver);
    }

    private static async Task SendAsync(Sender<int> orders, CountdownEvent started)
    {
        started.Signal();
        await orders.WriteAsync(2);
    }

    private static async Task TickAsync(CountdownEvent started)
    {
        started.Signal();
        while (true)
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(5));
    }
}
