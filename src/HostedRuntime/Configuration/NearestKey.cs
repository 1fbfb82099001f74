namespace HostedRuntime.Configuration;

/// <summary>Finds what somebody meant who mistyped a key.</summary>
internal static class NearestKey
{
    // One slip in three letters is still a slip; beyond that a guess misleads more than it helps. Picked by hand.
    private const int LettersPerSlip = 3;

    /// <summary>The end of a message about a key that is none: the nearest one, or all of them.</summary>
    public static string Suggest(string key, string what, IReadOnlyList<string> candidates)
        => Find(key, candidates) is { } near ? $"did you mean '{near}'?" : $"{what}: {string.Join(", ", candidates)}.";

    /// <summary>The candidate with the fewest insertions, deletions and replacements between them; null when none is near.</summary>
    public static string? Find(string key, IEnumerable<string> candidates)
    {
        var (nearest, distance) = candidates.Select(candidate => (Key: candidate, Distance: Distance(key, candidate))).MinBy(static pair => pair.Distance);
        return nearest is not null && distance <= nearest.Length / LettersPerSlip ? nearest : null;
    }

    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
