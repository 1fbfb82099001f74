using Starvation.Load;
using Starvation.Plots;

namespace Starvation.Figures;

/// <summary>Prints the table, writes the plot, and renews the pages.</summary>
internal static class Report
{
    public static async Task WriteAsync(string machine, Comparison comparison)
    {
        var (options, rounds) = comparison;
        var origin = $"{machine}. Rounds of each form, in turn: {options.Load.Rounds}.\nTimes and threads: median of the rounds [lowest-highest]. Requests, errors and orders: sums.";
        var figures = $"{origin}\n\n{ResultTable.Of(rounds)}\n";
        Console.WriteLine();
        Console.Write(figures);
        await File.WriteAllTextAsync(options.Plot, StarvationPlot.Of(comparison));
        Console.WriteLine($"plot: {Path.GetFullPath(options.Plot)}");
        foreach (var page in options.Pages.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            FigureBlock.Renew(page, figures, $"{ResultTable.OfKeyFigures(rounds)}\n{origin}\n\n");
    }
}
