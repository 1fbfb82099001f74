using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.Tests.Nodes;

/// <summary>The invariants of a mutex: no two holders with a live lease, and fences that strictly rise.</summary>
internal static class LeaseCheck
{
    /// <returns>A sentence for each violation.</returns>
    public static IEnumerable<string> Run(IEnumerable<LeaseSpan> spans) => spans.GroupBy(static span => span.Lock).SelectMany(static of => RunOne([.. of.OrderBy(static span => span.First)]));

    private static IEnumerable<string> RunOne(IReadOnlyList<LeaseSpan> inOrder)
    {
        if (inOrder.Count == 0)
            yield break;
        // The holder of those before that was live longest: a long lease may cover several others.
        var longest = inOrder[0];
        foreach (var span in inOrder.Skip(1))
        {
            if (span.First <= longest.Last)
                yield return string.Create(CultureInfo.InvariantCulture, $"lock {span.Lock}: {Of(longest)} was live {Milliseconds(longest.Last - span.First):F3} ms after the first sign of {Of(span)}");
            if (span.Fence <= longest.Fence)
                yield return $"lock {span.Lock}: {Of(span)} came after {Of(longest)}";
            if (span.Last > longest.Last)
                longest = span;
        }
    }

    private static string Of(LeaseSpan span) => $"fence {span.Fence} of {span.Node}";

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
