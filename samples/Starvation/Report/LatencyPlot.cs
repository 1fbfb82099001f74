using System.Globalization;
using System.Text;
using Starvation.Load;
using Starvation.Service;

namespace Starvation.Report;

/// <summary>
/// A plot of the slowest percent of pings in each half second, on a logarithmic scale, as SVG. Below it are the threads of the process.
/// </summary>
internal static class LatencyPlot
{
    private const double Left = 70, Right = 780, Top = 60, Middle = 300, ThreadsTop = 345, Bottom = 445;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(500);
    private static readonly double[] s_milliseconds = [1, 10, 100, 1_000, 10_000, 100_000];

    public static string Of(IReadOnlyList<Outcome> outcomes, LoadPlan plan)
    {
        var svg = new StringBuilder();
        svg.AppendLine("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 490" width="800" height="490" font-family="system-ui, sans-serif" font-size="13">""");
        svg.AppendLine("""<rect width="800" height="490" rx="8" fill="#ffffff"/>""");
        svg.AppendLine("""<text x="70" y="28" font-size="16" font-weight="600" fill="#14213d">Latency of a ping, slowest percent of each half second</text>""");
        Line(svg, $"""<rect x="{X(plan.Phase, plan):0.0}" y="{Top}" width="{X(2 * plan.Phase, plan) - X(plan.Phase, plan):0.0}" height="{Bottom - Top}" fill="#fca311" opacity="0.12"/>""");
        Line(svg, $"""<text x="{X(plan.Phase, plan) + 6:0.0}" y="{Middle - 8}" fill="#8a5a00">the vendor takes {plan.SlowCall.TotalSeconds:0.#} s</text>""");
        foreach (var value in s_milliseconds)
        {
            Line(svg, $"""<path d="M{Left} {Y(value):0.0}H{Right}" stroke="#d5dae3"/><text x="{Left - 8}" y="{Y(value) + 4:0.0}" text-anchor="end" fill="#4a5568">{(value < 1_000 ? $"{value} ms" : $"{value / 1_000} s")}</text>""");
        }

        var most = outcomes.SelectMany(static outcome => outcome.Threads).Max(static reading => reading.Count);
        Line(svg, $"""<text x="70" y="{ThreadsTop - 12}" font-weight="600" fill="#14213d">Threads of the process</text>""");
        Line(svg, $"""<path d="M{Left} {ThreadsTop}H{Right}M{Left} {Bottom}H{Right}" stroke="#d5dae3"/><text x="{Left - 8}" y="{ThreadsTop + 4}" text-anchor="end" fill="#4a5568">{most}</text><text x="{Left - 8}" y="{Bottom + 4}" text-anchor="end" fill="#4a5568">0</text>""");
        for (var at = TimeSpan.Zero; at <= plan.Length; at += plan.Phase)
            Line(svg, $"""<text x="{X(at, plan):0.0}" y="{Bottom + 20}" text-anchor="middle" fill="#4a5568">{at.TotalSeconds:0} s</text>""");

        foreach (var outcome in outcomes)
        {
            var (color, label) = outcome.Form == Form.Plain ? ("#c1121f", "plain") : ("#0077b6", "on runtimes");
            Path(svg, color, Windows(outcome, plan).Select(window => (X(window.At, plan), Y(window.Milliseconds))));
            Path(svg, color, outcome.Threads.Select(reading => (X(reading.At, plan), Bottom - ((Bottom - ThreadsTop) * reading.Count / most))));
            var x = outcome.Form == Form.Plain ? 580 : 670;
            Line(svg, $"""<path d="M{x} 42h22" stroke="{color}" stroke-width="3"/><text x="{x + 28}" y="46" fill="#14213d">{label}</text>""");
        }

        Line(svg, $"""<text x="70" y="482" fill="#4a5568">{plan.PingsPerSecond} pings and {plan.OrdersPerSecond} orders a second on {Environment.ProcessorCount} processors; an order blocks for one call of the vendor</text>""");
        return svg.AppendLine("</svg>").ToString();
    }

    private static IEnumerable<(TimeSpan At, double Milliseconds)> Windows(Outcome outcome, LoadPlan plan)
    {
        for (var at = TimeSpan.Zero; at < plan.Length; at += s_step)
        {
            var end = at + s_step;
            yield return (at + (s_step / 2), Outcome.Percentile(outcome.Pings.Where(reading => reading.Sent >= at && reading.Sent < end), 0.99).TotalMilliseconds);
        }
    }

    private static void Path(StringBuilder svg, string color, IEnumerable<(double X, double Y)> points)
    {
        var path = string.Join('L', points.Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.0} {point.Y:0.0}")));
        Line(svg, $"""<path d="M{path}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>""");
    }

    private static void Line(StringBuilder svg, FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));

    private static double X(TimeSpan at, LoadPlan plan) => Left + ((Right - Left) * (at / plan.Length));

    /// <summary>Returns the place of a time on the logarithmic scale, from the first to the last of its marks.</summary>
    private static double Y(double milliseconds)
    {
        var place = Math.Log10(Math.Clamp(milliseconds, s_milliseconds[0], s_milliseconds[^1])) / Math.Log10(s_milliseconds[^1]);
        return Middle - ((Middle - Top) * place);
    }
}
