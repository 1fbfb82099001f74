using System.Text.Json;
using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntimeApp.Feed;

/// <summary>
/// A plugin from its own file. It knows the application by commands only: names and JSON, no shared types. So it can be built apart.
/// </summary>
[DependsOn("Job")]
public sealed class FeedPlugin : RuntimePlugin
{
    public override async Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
    {
        var commands = context.Services.GetRequiredService<ICommandInvoker>();
        using var job = JsonDocument.Parse("\"from the feed\"");
        await commands.InvokeAsync("add-job", job.RootElement, cancellationToken);
    }
}
