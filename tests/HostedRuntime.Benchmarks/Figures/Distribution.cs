using System.Globalization;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>Sorted samples and their percentiles.</summary>
internal sealed class Distribution(IEnumerable<double> samples)
{
    private readonly double[] _sorted = [.. samples.Order()];

    public int Count => _sorted.Length;

    public double Minimum => _sorted[0];

    public double Median => At(0.5);

    /// <summary>Returns the smallest sample that is not exceeded by this share of all samples.</summary>
    public double At(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * Count) - 1, 0, Count - 1)];

    /// <summary>Returns the median, the 99th percentile and the maximum, in the unit of the samples.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"p50 {Median,8:0.0}  p99 {At(0.99),8:0.0}  max {_sorted[^1],8:0.0}");
}
