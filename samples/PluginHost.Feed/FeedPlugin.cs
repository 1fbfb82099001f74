using System.Text.Json;
using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;

namespace PluginHost.Feed;

/// <summary>
/// A plugin from its own file, which fills the store until it is full. It uses the host only by commands: names and JSON, no shared types.
/// Its tasks end before it is unloaded.
/// </summary>
[DependsOn("Store")]
public sealed class FeedPlugin : RuntimePlugin
{
    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"];

    // A feed runs until it is cancelled. With Cancel, neither an unload nor the stop of the host waits for it to end by itself.
    private static readonly SpawnOptions s_feed = new() { Name = "feed", StopBehavior = StopBehavior.Cancel };

    public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
    {
        var commands = context.Services.GetRequiredService<ICommandInvoker>();
        context.Runtime.Spawn(token => FeedAsync(commands, context.Configuration["Quote"] ?? "nothing", token), s_feed).Detach();
        return Task.CompletedTask;
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("feed: stopped");
        return Task.CompletedTask;
    }

    private static async Task FeedAsync(ICommandInvoker commands, string quote, CancellationToken cancellationToken)
    {
        foreach (var ordinal in s_ordinals)
        {
            using var json = JsonDocument.Parse($$"""{"text":"{{quote}} ({{ordinal}})"}""");
            await commands.InvokeAsync("plugin:store|add", json.RootElement, cancellationToken);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
