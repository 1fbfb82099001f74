using HostedRuntime;
using HostedRuntime.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Starvation.Service;

namespace Starvation.OnRuntimes;

/// <summary>A queue and the tasks that read it until it is empty and closed.</summary>
internal sealed class Confirmations(IRuntimeHandle runtime, MailClient mail, IOptions<ServiceOptions> options) : IHostedService, IConfirmations
{
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _orders = MpscChannel.CreateBounded<int>(options.Value.QueueCapacity, "orders");

    public ValueTask AddAsync(int order, CancellationToken ct) => _orders.Sender.WriteAsync(order, ct);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < options.Value.ConcurrentMails; i++)
            runtime.Spawn(ReadAsync, new SpawnOptions { Name = "confirmations" }).Detach();
        return Task.CompletedTask;
    }

    // The web server has stopped, so there is no order to come. The runtime stops last, and lets its tasks finish.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _orders.Sender.TryComplete();
        return Task.CompletedTask;
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        await foreach (var order in _orders.Receiver.ReadAllAsync(ct))
            await mail.SendAsync(order, ct);
    }
}
