using System.Text.Json;
using HostedRuntime;
using Microsoft.Extensions.Hosting;
using PluginHost.Plugins;

namespace PluginHost;

/// <summary>Calls commands by name, with JSON, as a page or a socket would do. Then unloads the plugin that came from a file.</summary>
internal sealed class Session(ICommandInvoker commands, IRuntimePlugins plugins, StorePlugin store, IHostApplicationLifetime application) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Completes, because plugins are set up before any service starts.
        await store.Full.WaitAsync(stoppingToken);
        Console.WriteLine($"started: {string.Join(", ", plugins.Names)}");

        Console.WriteLine($"find: {await CallAsync("plugin:search|find", """{"word":"fifth"}""")}");
        Console.WriteLine($"find: {await CallAsync("plugin:search|fnd", """{"word":"fifth"}""")}");
        Console.WriteLine($"add: {await CallAsync("plugin:store|add", "{}")}");

        var report = await plugins.UnloadAsync("Feed", stoppingToken);
        Console.WriteLine($"unloaded: {report.Plugin}, tasks left: {report.StillRunning.Count}; there are: {string.Join(", ", plugins.Names)}");
        application.StopApplication();

        async Task<string> CallAsync(string command, string json)
        {
            try
            {
                return (await commands.InvokeAsync(command, JsonElement.Parse(json), stoppingToken)).GetRawText();
            }
            catch (CommandException e)
            {
                return $"{e.Error}: {e.Message}";
            }
        }
    }
}
