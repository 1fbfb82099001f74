namespace Starvation.Figures;

/// <summary>The nearest-rank percentile: the lowest value that at least this share of all values does not exceed.</summary>
internal static class Percentile
{
    public static double Of(IReadOnlyList<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
