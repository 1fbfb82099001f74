using Spectre.Console;

namespace Census.Reports;

/// <summary>Shows the progress of a census until the display is aborted.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns whether the console is a terminal on which a display can draw.</summary>
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
        // The total is known when the walk is over.
        bar.IsIndeterminate = !progress.IsWalkOver;
        bar.MaxValue = Math.Max(1, progress.Found);
        bar.Value = progress.Counted.Files;
        bar.Description = $"{progress.Counted.Files:N0} of {progress.Found:N0}{(progress.IsWalkOver ? "" : "+")} files, {progress.Counted.Bytes / 1e6:N1} MB";
    }
}
