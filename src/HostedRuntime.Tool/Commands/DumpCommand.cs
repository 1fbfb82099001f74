using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Attaching;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>Prints a snapshot of each runtime of a process.</summary>
internal sealed class DumpCommand(IAnsiConsole console) : AsyncCommand<DumpSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, DumpSettings settings, CancellationToken cancellationToken)
    {
        var request = new SnapshotRequest(settings.MaxTasks, !settings.HasNoStacks);
        var all = await ProcessSnapshots.CaptureAsync(settings.ProcessId, request, settings.Timeout, cancellationToken);
        var chosen = settings.Runtime is { } name ? Array.FindAll(all, snapshot => snapshot.Name == name) : all;
        if (chosen.Length == 0)
            throw new AttachFailures(settings.ProcessId).NoSuchRuntime(settings.Runtime!, all.Select(static snapshot => snapshot.Name));
        // Written past the console, which would wrap the lines.
        var output = console.Profile.Out.Writer;
        if (settings.IsJson)
            output.WriteLine(SnapshotJson.Write(chosen));
        else
            output.Write(string.Join(Environment.NewLine, chosen.Select(static snapshot => snapshot.ToText())));
        return 0;
    }
}
