using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Starvation.Load;

/// <summary>The vendor and the mail server, which the service calls. They run in the process of the load generator.</summary>
internal sealed class Dependency : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, bool> _confirmed = [];
    private readonly ConcurrentDictionary<int, bool> _charged = [];
    private readonly SemaphoreSlim _charge = new(0);
    private readonly LoadOptions _options;
    private readonly WebApplication _app;
    private volatile bool _isSlow;

    private Dependency(LoadOptions options)
    {
        _options = options;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/charges/{order}", ChargeAsync);
        _app.MapPost("/ledger/{region:int}", (int region, CancellationToken ct) => AnswerAsync(region, ct));
        _app.MapPost("/mails/{order}", ConfirmAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The orders whose mails were answered.</summary>
    public IEnumerable<int> Confirmed => _confirmed.Keys;

    public static async Task<Dependency> StartAsync(LoadOptions options)
    {
        var dependency = new Dependency(options);
        await dependency._app.StartAsync();
        return dependency;
    }

    public void BecomeSlow() => _isSlow = true;

    /// <summary>Waits until the service has begun to charge so many orders. Those with negative numbers do not count.</summary>
    /// <param name="orders">The number of orders.</param>
    /// <param name="limit">The longest wait.</param>
    public async Task WaitForChargesAsync(int orders, TimeSpan limit)
    {
        var begin = Stopwatch.GetTimestamp();
        while (_charged.Count < orders && limit - Stopwatch.GetElapsedTime(begin) is var left && left > TimeSpan.Zero)
            await _charge.WaitAsync(left);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _charge.Dispose();
    }

    private Task<int> ChargeAsync(int order, CancellationToken ct)
    {
        if (order >= 0 && _charged.TryAdd(order, true))
            _charge.Release();
        return AnswerAsync(order, ct);
    }

    private async Task<int> AnswerAsync(int number, CancellationToken ct)
    {
        await Task.Delay(_isSlow ? _options.SlowVendorTime : _options.CalmVendorTime, ct);
        return number;
    }

    private async Task ConfirmAsync(int order, CancellationToken ct)
    {
        // A service that gives up a mail closes its connection, which cancels the delay.
        await Task.Delay(_options.MailTime, ct);
        _confirmed[order] = true;
    }
}
