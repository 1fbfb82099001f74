using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Display;
using Microsoft.Diagnostics.NETCore.Client;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>Lists the processes that have a runtime. A process that gives no answer is left out.</summary>
internal sealed class PsCommand(IAnsiConsole console) : AsyncCommand<TimeoutSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, TimeoutSettings settings, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(DiagnosticsClient.GetPublishedProcesses()
            .Where(static id => id != Environment.ProcessId)
            .Order()
            .Select(id => AskAsync(id, settings.Timeout, cancellationToken)));
        var found = answers.OfType<FoundProcess>().ToList();
        if (found.Count == 0)
        {
            console.Profile.Out.Writer.WriteLine("No process with a runtime was found. Processes of other users are left out.");
            return 0;
        }

        var table = PlainTable.Create("PID", "NAME", "RUNTIMES", "STATE", "TASKS");
        foreach (var process in found)
            table.AddPlainRow(process.Id.ToString(CultureInfo.InvariantCulture), process.Name, process.Runtimes, process.States, process.Tasks);
        console.Write(table);
        return 0;
    }

    private static async Task<FoundProcess?> AskAsync(int id, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return new FoundProcess(id, TargetProcess.NameOf(id), await ProcessSnapshots.CaptureAsync(id, new SnapshotRequest(MaxTasks: 0, WithStacks: false), timeout, ct));
        }
        catch (AttachException)
        {
            return null;
        }
    }

    private sealed record FoundProcess(int Id, string Name, RuntimeSnapshot[] Snapshots)
    {
        public string Runtimes => string.Join(", ", Snapshots.Select(static snapshot => snapshot.Name));

        public string States => string.Join(", ", Snapshots.Select(static snapshot => snapshot.State).Distinct());

        public string Tasks => Snapshots.Sum(static snapshot => (long)snapshot.Metrics.AliveTasks).ToString(CultureInfo.InvariantCulture);
    }
}
