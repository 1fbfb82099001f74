using System.Globalization;
using Starvation.Figures;
using Starvation.Load;

namespace Starvation.Plots;

/// <summary>A bar for the accepted orders of each form; the part in full colour was lost at the stop.</summary>
internal static class WorkPanel
{
    public static void Draw(Svg svg, IReadOnlyList<(Form Form, Work Work)> rows, double left, double right, double top)
    {
        svg.Text(left, top - 14, "orders accepted, and lost at the stop (full colour); all rounds", "head");
        var widest = Math.Max(1, rows.Max(static row => row.Work.Accepted));
        // The right side is for the text.
        var scale = (right - left - 230) / widest;
        var y = top;
        foreach (var (form, work) in rows)
        {
            svg.Open(TimePanel.StyleOf(form));
            svg.Text(left - 8, y + 15, FormText.Of(form), "small", "end");
            svg.Rectangle(left, y, work.Accepted * scale, 20, "bar");
            svg.Rectangle(left, y, work.Lost * scale, 20, "loss");
            svg.Text(left + (work.Accepted * scale) + 8, y + 15, string.Create(CultureInfo.InvariantCulture, $"{work.Accepted:N0} accepted, {work.Lost:N0} lost"));
            svg.Close();
            y += 28;
        }
    }
}
