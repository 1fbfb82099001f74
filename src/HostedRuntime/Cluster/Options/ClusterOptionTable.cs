using HostedRuntime.Configuration;

namespace HostedRuntime.Cluster.Options;

/// <summary>The options of <see cref="ClusterOptions"/>, with their ranges and how their text is read.</summary>
internal static class ClusterOptionTable
{
    private static readonly Row[] s_rows =
    [
        new(nameof(ClusterOptions.ResultRetention), TimeSpan.Zero, ClusterOptions.LongestRetention, static options => options.ResultRetention, static (options, value) => options.ResultRetention = value),
        new(nameof(ClusterOptions.LockTimeToLive), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), static options => options.LockTimeToLive, static (options, value) => options.LockTimeToLive = value),
        new(nameof(ClusterOptions.StoreTimeout), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), static options => options.StoreTimeout, static (options, value) => options.StoreTimeout = value),
        new(nameof(ClusterOptions.UnavailableTimeout), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), static options => options.UnavailableTimeout, static (options, value) => options.UnavailableTimeout = value),
    ];

    public static IReadOnlyList<string> Keys { get; } = [.. s_rows.Select(static row => row.Key)];

    /// <summary>Returns the allowed values of an option, as messages name them.</summary>
    public static string AllowedOf(string key) => s_rows.Single(row => row.Key == key).Allowed;

    public static void Apply(ClusterOptions options, string key, string text)
    {
        if (Find(key) is { } row && OptionText.Span(text, out var value))
            row.Set(options, value);
    }

    /// <summary>Returns a sentence for each value of the options that is outside of its range.</summary>
    public static IEnumerable<string> RangeErrorsOf(ClusterOptions options)
        => s_rows.Where(row => row.Get(options) < row.Least || row.Get(options) > row.Most)
            .Select(row => $"{ClusterOptions.SectionName}:{row.Key} is '{row.Get(options):c}'; allowed: {row.Allowed}.");

    /// <summary>Returns the sentence for a key or a value of the section that cannot be read, or null if it can be.</summary>
    public static string? ReadErrorOf(string path, string key, string? text)
    {
        if (Find(key) is not { } row)
            return $"{path} is not an option; {NearestKey.Suggest(key, "options", Keys)}";
        if (text is null)
            return $"{path} is a section; allowed: {row.Allowed}.";
        return OptionText.Span(text, out _) ? null : $"{path} is '{text}'; allowed: {row.Allowed}.";
    }

    private static Row? Find(string key) => Array.Find(s_rows, row => row.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private sealed record Row(string Key, TimeSpan Least, TimeSpan Most, Func<ClusterOptions, TimeSpan> Get, Action<ClusterOptions, TimeSpan> Set)
    {
        public string Allowed => $"{Least:c} to {Most:c}";
    }
}
