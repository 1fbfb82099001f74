using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Watching;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>Prints each deadlock, lint and stall of a process when it appears.</summary>
internal sealed class WatchCommand(IAnsiConsole console) : AsyncCommand<ProcessSettings>
{
    private const int MaxTasks = 10_000;

    public override async Task<int> ExecuteAsync(CommandContext context, ProcessSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await WatchAsync(settings, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that Ctrl+C asks for.
        }

        return 0;
    }

    private async Task WatchAsync(ProcessSettings settings, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        var isFirst = true;
        await foreach (var answer in ProcessSnapshots.WithStallsAsync(settings.ProcessId, MaxTasks, settings.Timeout, cancellationToken))
        {
            // Written past the console, which would wrap the lines.
            var output = console.Profile.Out.Writer;
            if (isFirst)
                await output.WriteLineAsync($"Watching {string.Join(", ", answer.Snapshots.Select(static snapshot => $"'{snapshot.Name}'"))} of process {settings.ProcessId}. Ctrl+C ends it.");
            isFirst = false;
            foreach (var line in findings.Next(answer))
                await output.WriteLineAsync(line);
            await output.FlushAsync(cancellationToken);
        }
    }
}
