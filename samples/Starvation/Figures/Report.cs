using Starvation.Load;
using Starvation.Plots;

namespace Starvation.Figures;

/// <summary>Prints the table, writes the plot, and renews the pages.</summary>
internal static class Report
{
    public static async Task WriteAsync(string machine, Comparison comparison)
    {
        var (options, rounds) = comparison;
        var figures = $"""
            {machine}. Rounds of each form, in turn: {options.Load.Rounds}.
            Times and threads: median of the rounds [lowest-highest]. Requests, errors and orders: sums.

            {ResultTable.Of(rounds)}

            """;
        Console.WriteLine();
        Console.Write(figures);
        await File.WriteAllTextAsync(options.Plot, StarvationPlot.Of(comparison));
        Console.WriteLine($"plot: {Path.GetFullPath(options.Plot)}");
        foreach (var page in options.Pages.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            FigureBlock.Renew(page, figures);
    }
}
