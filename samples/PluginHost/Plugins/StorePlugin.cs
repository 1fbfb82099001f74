using HostedRuntime;
using Microsoft.Extensions.Options;

namespace PluginHost.Plugins;

/// <summary>Keeps as many quotes as its options allow.</summary>
internal sealed class StorePlugin(IOptions<StoreOptions> options) : RuntimePlugin
{
    private readonly List<Quote> _quotes = [];
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the store is full.</summary>
    public Task Full => _full.Task;

    public IReadOnlyList<Quote> Quotes
    {
        get
        {
            lock (_quotes)
                return [.. _quotes];
        }
    }

    /// <returns>True if there was room for the quote; otherwise false.</returns>
    public Task<bool> AddAsync(Quote quote)
    {
        lock (_quotes)
        {
            if (_quotes.Count == options.Value.Capacity)
                return Task.FromResult(false);
            _quotes.Add(quote);
            if (_quotes.Count == options.Value.Capacity)
                _full.SetResult();
            return Task.FromResult(true);
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"store: stopped with {Quotes.Count} quotes");
        return Task.CompletedTask;
    }
}
