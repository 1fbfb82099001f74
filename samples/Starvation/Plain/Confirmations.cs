using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Starvation.Service;

namespace Starvation.Plain;

/// <summary>A queue and a hosted service that reads it until the host stops.</summary>
internal sealed class Confirmations(MailClient mail, IOptions<ServiceOptions> options) : BackgroundService, IConfirmations
{
    private readonly Channel<int> _orders = Channel.CreateBounded<int>(options.Value.QueueCapacity);

    public ValueTask AddAsync(int order, CancellationToken ct) => _orders.Writer.WriteAsync(order, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Parallel.ForEachAsync(
            _orders.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.ConcurrentMails, CancellationToken = stoppingToken },
            async (order, ct) => await mail.SendAsync(order, ct));
}
