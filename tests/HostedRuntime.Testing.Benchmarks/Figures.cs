namespace HostedRuntime.Testing.Benchmarks;

/// <summary>Figures over sorted lists.</summary>
internal static class Figures
{
    public static string At(List<int> sorted, double share)
        => sorted.Count == 0 ? "-" : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))].ToString(System.Globalization.CultureInfo.InvariantCulture);
}
