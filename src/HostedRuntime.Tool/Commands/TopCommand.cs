using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Display;
using Spectre.Console;
using Spectre.Console.Cli;
using Spectre.Console.Rendering;

namespace HostedRuntime.Tool.Commands;

/// <summary>
/// Shows the workers and the tasks of a process, again each second. In a terminal each table replaces the one before. If the output is
/// redirected, the tables follow each other.
/// </summary>
internal sealed class TopCommand(IAnsiConsole console) : AsyncCommand<TopSettings>
{
    private const int MaxTasks = 10_000;

    public override async Task<int> ExecuteAsync(CommandContext context, TopSettings settings, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keys = StopKey.WatchAsync(console, stop);
        try
        {
            if (console.Profile.Capabilities.Ansi)
                await console.Live(new Text("")).StartAsync(live => ShowAsync(settings, live.UpdateTarget, stop.Token));
            else
                await ShowAsync(settings, console.Write, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end that q or Ctrl+C asks for.
        }
        finally
        {
            await stop.CancelAsync();
            await keys;
        }

        return 0;
    }

    private static async Task ShowAsync(TopSettings settings, Action<IRenderable> show, CancellationToken ct)
    {
        var view = new TopView(settings.Rows);
        var shown = 0;
        await foreach (var snapshots in ProcessSnapshots.EachSecondAsync(settings.ProcessId, MaxTasks, settings.Timeout, ct))
        {
            show(view.Of(snapshots));
            if (++shown == settings.Refreshes)
                return;
        }
    }
}
