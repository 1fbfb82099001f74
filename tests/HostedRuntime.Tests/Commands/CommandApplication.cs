using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Commands;

internal sealed record GreetArgs(string Name, int Times = 1);

internal sealed record Greeting(string Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(GreetArgs))]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class GreetContext : JsonSerializerContext;

/// <summary>A scoped service with a number for each instance. It records the task that disposes it.</summary>
internal sealed class Visit(Journal journal) : IAsyncDisposable
{
    private static int s_last;

    public int Number { get; } = Interlocked.Increment(ref s_last);

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        journal.Add($"disposed on {CurrentTask.Name}");
    }
}

/// <summary>A started host with the test's commands.</summary>
internal sealed class CommandApplication : IAsyncDisposable
{
    private readonly IHost _host;

    private CommandApplication(TestApplication application, IHost host)
    {
        Journal = application.Journal;
        _host = host;
        Invoker = host.Services.GetRequiredService<ICommandInvoker>();
    }

    public Journal Journal { get; }

    public ICommandInvoker Invoker { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<CommandApplication> StartAsync(Action<IAsyncRuntimeBuilder> add)
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal).AddScoped<Visit>();
        add(application.Runtime);
        var host = application.Build();
        await host.StartAsync();
        return new CommandApplication(application, host);
    }

    public Task<JsonElement> InvokeAsync(string command, string json) => Invoker.InvokeAsync(command, JsonElement.Parse(json));

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
