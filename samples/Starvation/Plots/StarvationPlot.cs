using System.Globalization;
using Starvation.Figures;
using Starvation.Load;

namespace Starvation.Plots;

/// <summary>The picture of a run: p99 and threads over time, and the work at the stop.</summary>
internal static class StarvationPlot
{
    private const int Width = 880;
    private const int Height = 720;
    private const double Left = 92;
    private const double Right = Width - 24;
    private const double Slot = 0.25;

    private static readonly Form[] s_forms = Enum.GetValues<Form>();

    public static string Of(Comparison comparison)
    {
        var load = comparison.Options.Load;
        var x = Axis.Linear((load.Calm + load.Slow).TotalSeconds, Left, Right);
        var slow = (
            load.Calm.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"vertical line: the vendor begins to take {load.SlowVendorTime.TotalMilliseconds:0} ms instead of {load.CalmVendorTime.TotalMilliseconds:0} ms"));
        var svg = new Svg(Width, Height, "A web service whose vendor becomes slow, plain and on runtimes: p99, threads, and work lost at the stop");

        svg.Text(Left, 32, "plain", "head");
        svg.Text(Left + 170, 32, "on runtimes", "head");
        DrawKey(svg, Form.Plain, Left + 42);
        DrawKey(svg, Form.OnRuntimes, Left + 264);
        svg.Text(Right, 32, "line: median of the rounds; band: lowest to highest", "small", "end");

        var p99 = Lines(comparison, static round => round.Stock.Select(static sample => (sample.At.TotalSeconds, sample.Took.TotalMilliseconds)), static values => Percentile.Of(values, 0.99));
        var values = p99.SelectMany(static line => line.Points).ToList();
        var milliseconds = Axis.Logarithmic(values.Min(static point => point.Value.Lowest), values.Max(static point => point.Value.Highest), 310, 80);
        TimePanel.Draw(svg, "p99 of requests that need no vendor, ms", x, milliseconds, p99, slow);

        var threads = Lines(comparison, static round => round.Threads.Select(static sample => (sample.At.TotalSeconds, (double)sample.Threads)), static values => values[^1]);
        var count = Axis.Linear(threads.SelectMany(static line => line.Points).Max(static point => point.Value.Highest) * 1.15, 570, 380);
        TimePanel.Draw(svg, "threads of the process", x, count, threads, (load.Calm.TotalSeconds, ""));

        WorkPanel.Draw(svg, [.. s_forms.Select(form => (form, Sum(comparison.Rounds.Where(round => round.Form == form))))], Left, Right, 640);
        return svg.ToString();
    }

    private static void DrawKey(Svg svg, Form form, double x)
    {
        svg.Open(TimePanel.StyleOf(form));
        svg.Path([(x, 28), (x + 50, 28)], "line");
        svg.Close();
    }

    private static List<Series> Lines(Comparison comparison, Func<Round, IEnumerable<(double Seconds, double Value)>> points, Func<IReadOnlyList<double>, double> figure)
        => [.. s_forms.Select(form => Series.Of(form, comparison.Rounds.Where(round => round.Form == form).Select(points), Slot, figure))];

    private static Work Sum(IEnumerable<Round> rounds)
        => rounds.Select(static round => round.Work).Aggregate(static (sum, work) => new Work(sum.Accepted + work.Accepted, sum.Confirmed + work.Confirmed, sum.Lost + work.Lost));
}
