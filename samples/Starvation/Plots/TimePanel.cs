using System.Globalization;

namespace Starvation.Plots;

/// <summary>Lines over time with the spread of their rounds as a band.</summary>
internal static class TimePanel
{
    private const double LabelGap = 8;

    /// <param name="svg">The picture.</param>
    /// <param name="head">The heading, with the unit.</param>
    /// <param name="x">The axis of the seconds.</param>
    /// <param name="y">The axis of the values.</param>
    /// <param name="series">The lines.</param>
    /// <param name="mark">A time with a vertical line, and its label.</param>
    public static void Draw(Svg svg, string head, Axis x, Axis y, IReadOnlyList<Series> series, (double Seconds, string Label) mark)
    {
        var (left, right) = (x.From, x.To);
        var (bottom, top) = (y.From, y.To);
        svg.Text(left, top - 14, head, "head");
        foreach (var tick in y.Ticks)
        {
            svg.Line(left, y.Place(tick), right, y.Place(tick), "grid");
            svg.Text(left - LabelGap, y.Place(tick) + 4, tick.ToString("#,0.###", CultureInfo.InvariantCulture), "small", "end");
        }

        foreach (var tick in x.Ticks)
            svg.Text(x.Place(tick), bottom + 18, $"{tick.ToString("0.##", CultureInfo.InvariantCulture)} s", "small", "middle");
        svg.Line(x.Place(mark.Seconds), bottom, x.Place(mark.Seconds), top, "mark");
        svg.Text(right, top - 14, mark.Label, "small", "end");

        foreach (var (form, points) in series)
        {
            svg.Open(StyleOf(form));
            var low = points.Select(point => (x.Place(point.Seconds), y.Place(point.Value.Lowest)));
            var high = points.Select(point => (x.Place(point.Seconds), y.Place(point.Value.Highest)));
            svg.Path(low.Concat(high.Reverse()), "band", isClosed: true);
            svg.Path(points.Select(point => (x.Place(point.Seconds), y.Place(point.Value.Median))), "line");
            svg.Close();
        }
    }

    public static string StyleOf(Form form) => $"{form}".ToLowerInvariant();
}
