using Spectre.Console;

namespace Census.Reports;

/// <summary>Shows how far a census is, until it is aborted.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>A display needs a terminal that it can draw over.</summary>
    public static bool Fits(IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true } && console.Profile.Out.IsTerminal;

    public static Task ShowAsync(IAnsiConsole console, FileCensus census, CancellationToken ct)
        => console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("counting", maxValue: 1);
                using var timer = new PeriodicTimer(s_refresh);
                do
                    Draw(bar, await census.GetProgressAsync(ct));
                while (await timer.WaitForNextTickAsync(ct));
            });

    private static void Draw(ProgressTask bar, CensusProgress progress)
    {
        // How much there is to do is known when the walk is over.
        bar.IsIndeterminate = !progress.IsWalkOver;
        bar.MaxValue = Math.Max(1, progress.Found);
        bar.Value = progress.Counted.Files;
        bar.Description = $"{progress.Counted.Files:N0} of {progress.Found:N0}{(progress.IsWalkOver ? "" : "+")} files, {progress.Counted.Bytes / 1e6:N1} MB";
    }
}
