using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.HostStart;

/// <summary>
/// A host with each feature of the host package that supports compilation ahead of time. These are options from the configuration, a named
/// runtime, a plugin with its own options, and a command by JSON. Programs that are published in several forms share this file.
/// </summary>
internal static class GreetingHost
{
    /// <summary>Starts the host, calls its command and stops it.</summary>
    /// <returns>True if the command answered as it must; otherwise false.</returns>
    public static async Task<bool> AnswersAsync(HostApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(
        [
            new("AsyncRuntime:Flavor", "MultiThread"),
            new("AsyncRuntime:WorkerThreads", "2"),
            new("AsyncRuntime:Runtimes:cpu:WorkerThreads", "1"),
            new("AsyncRuntime:Plugins:Greeter:Word", "Hello"),
        ]);
        builder.Services.AddAsyncRuntime("cpu");
        builder.Services.AddAsyncRuntime()
            .AddPlugin<GreeterPlugin, GreeterOptions>(static (section, options) => section.Bind(options))
            .AddCommand("plugin:Greeter|greet", static async (Greet greet, GreeterPlugin plugin, IRuntimeHandle runtime, CancellationToken cancellationToken) =>
                await runtime.Spawn(async own =>
                {
                    await Task.Yield();
                    return new Greeting($"{plugin.Word}, {greet.Name}");
                }))
            .ConfigureCommandJson(static options => options.TypeInfoResolverChain.Insert(0, GreetingJson.Default));
        using var host = builder.Build();
        await host.StartAsync();

        using var args = JsonDocument.Parse("""{"name":"world"}""");
        var answer = await host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync("plugin:Greeter|greet", args.RootElement);
        var workers = host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu").Metrics.Workers.Count;
        await host.StopAsync();
        return answer.GetRawText() == """{"text":"Hello, world"}""" && workers == 1;
    }
}

internal sealed class GreeterOptions
{
    public string Word { get; set; } = "";
}

internal sealed class GreeterPlugin(IOptions<GreeterOptions> options) : RuntimePlugin
{
    public string Word { get; private set; } = "";

    public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
    {
        Word = options.Value.Word;
        return Task.CompletedTask;
    }
}

internal sealed record Greet(string Name);

internal sealed record Greeting(string Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Greet))]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class GreetingJson : JsonSerializerContext;
