using System.Globalization;

namespace WorkerService;

/// <summary>The times that requests waited until they were handled, in milliseconds.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> measured)
{
    private readonly double[] _sorted = [.. measured.Select(static time => time.TotalMilliseconds).Order()];

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{_sorted.Length} requests, median {At(0.5):0.0} ms, 99 % {At(0.99):0.0} ms, worst {_sorted[^1]:0.0} ms");

    private double At(double share) => _sorted[(int)((_sorted.Length - 1) * share)];
}
