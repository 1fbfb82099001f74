namespace HostedRuntime.Configuration;

/// <summary>Finds the key that a mistyped key was meant to be.</summary>
internal static class NearestKey
{
    // One error in three letters is still a typing error; beyond that a guess misleads more than it helps. Picked by hand.
    private const int LettersPerSlip = 3;

    /// <summary>Returns the end of a message about an unknown key: the nearest known key, or all of them.</summary>
    public static string Suggest(string key, string what, IReadOnlyList<string> candidates)
        => Find(key, candidates) is { } near ? $"did you mean '{near}'?" : $"{what}: {string.Join(", ", candidates)}.";

    /// <returns>
    /// The candidate with the smallest edit distance (insertions, deletions, replacements, transpositions of neighbours), or null if none
    /// is near.
    /// </returns>
    public static string? Find(string key, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var allowed = candidate.Length / LettersPerSlip;
            // The distance is at least the difference of the lengths, so a key of a megabyte is not compared at all.
            if (Math.Abs(key.Length - candidate.Length) > allowed)
                continue;
            var distance = Distance(key, candidate);
            if (distance <= allowed && distance < fewest)
                (nearest, fewest) = (candidate, distance);
        }

        return nearest;
    }

    private static int Distance(string from, string to)
    {
        int[] before = new int[to.Length + 1], last = [.. Enumerable.Range(0, to.Length + 1)], row = new int[to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
