using HostedRuntime;

namespace PluginHost.Plugins;

/// <summary>Finds quotes in the store. So the store is initialized before this plugin, and stopped after it.</summary>
[DependsOn<StorePlugin>]
internal sealed class SearchPlugin(StorePlugin store) : RuntimePlugin
{
    public string[] Find(string word) => [.. store.Quotes.Select(quote => quote.Text).Where(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))];

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("search: stopped");
        return Task.CompletedTask;
    }
}
