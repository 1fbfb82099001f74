using HostedRuntime;

namespace PluginHost.Plugins;

/// <summary>Finds quotes. It reads the store, so that has to be there first, and to be stopped after it.</summary>
[DependsOn<StorePlugin>]
internal sealed class SearchPlugin(StorePlugin store) : RuntimePlugin
{
    public string[] Find(string word) => [.. store.Quotes.Select(quote => quote.Text).Where(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))];

    public override Task StopAsync(CancellationToken ct)
    {
        Console.WriteLine("search: stopped");
        return Task.CompletedTask;
    }
}
