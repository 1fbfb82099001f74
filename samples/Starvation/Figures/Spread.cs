using System.Globalization;

namespace Starvation.Figures;

/// <summary>A figure of several rounds: the median, and the lowest and the highest round.</summary>
internal readonly record struct Spread(double Median, double Lowest, double Highest)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return new Spread(Percentile.Of(sorted, 0.5), sorted[0], sorted[^1]);
    }

    /// <summary>Returns the text <c>12.3 [11.0-14.9]</c>.</summary>
    public string ToString(string format) => string.Create(CultureInfo.InvariantCulture, $"{Text(Median, format)} [{Text(Lowest, format)}-{Text(Highest, format)}]");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
