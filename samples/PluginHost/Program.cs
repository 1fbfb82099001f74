using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PluginHost;
using PluginHost.Plugins;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

// Added in the wrong order on purpose. Their dependencies correct the order to Store, Feed, Search.
builder.Services.AddAsyncRuntime()
    .AddPluginFile("plugins/PluginHost.Feed.dll")
    .AddPlugin<SearchPlugin>()
    .AddPlugin<StorePlugin, StoreOptions>()
    .AddCommand("plugin:store|add", (Quote quote, StorePlugin store, CancellationToken _) => store.AddAsync(quote))
    .AddCommand("plugin:search|find", (Query query, SearchPlugin search, CancellationToken _) => Task.FromResult(search.Find(query.Word)));

builder.Services.AddHostedService<Session>();

await builder.Build().RunAsync();
