using System.Globalization;
using HostedRuntime.Dashboard.Feed;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Views;

/// <summary>The wishes of a page, out of the query of its request.</summary>
internal sealed record ViewQuery
{
    /// <summary>The most rows of a view.</summary>
    public const int MostRows = 500;

    private const int LongestText = 200;

    /// <summary>The name of the view.</summary>
    public string View { get; init; } = "overview";

    /// <summary>The only runtime that is shown; null for all.</summary>
    public string? Runtime { get; init; }

    /// <summary>A text that the name, the wait or the place of a row has to contain; null for all rows.</summary>
    public string? Filter { get; init; }

    /// <summary>The states that are shown; empty for all.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>The code of a lint that a row has to have, or "any"; null for all rows.</summary>
    public string? Lint { get; init; }

    /// <summary>The column that decides the order; null for the order of the view, the worst first.</summary>
    public string? Sort { get; init; }

    /// <summary>True if the highest value of the column comes first.</summary>
    public bool Descending { get; init; }

    /// <summary>How tasks are grouped: "none", "name" or "stack".</summary>
    public string Group { get; init; } = "none";

    /// <summary>The most rows that are shown.</summary>
    public int Top { get; init; } = MostRows;

    /// <summary>The task whose neighbourhood a graph shows; null for the whole graph.</summary>
    public long? Task { get; init; }

    /// <summary>The tab of the browser and the number of its stream; null if the request does not have both.</summary>
    public TabStream? Stream { get; init; }

    public static ViewQuery Of(IQueryCollection query) => new()
    {
        View = Text(query, "view") ?? "overview",
        Runtime = Text(query, "runtime"),
        Filter = Text(query, "filter"),
        States = Text(query, "state")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        Lint = Text(query, "lint"),
        Sort = Text(query, "sort"),
        Descending = string.Equals(Text(query, "desc"), "true", StringComparison.OrdinalIgnoreCase),
        Group = Text(query, "group") ?? "none",
        Top = int.TryParse(Text(query, "top"), CultureInfo.InvariantCulture, out var top) ? Math.Clamp(top, 1, MostRows) : MostRows,
        Task = long.TryParse(Text(query, "task"), CultureInfo.InvariantCulture, out var task) ? task : null,
        Stream = Text(query, "tab") is { } tab && long.TryParse(Text(query, "stream"), CultureInfo.InvariantCulture, out var number) ? new TabStream(tab, number) : null,
    };

    /// <summary>Returns whether one of the texts contains the filter.</summary>
    public bool Matches(params ReadOnlySpan<string?> texts)
    {
        if (Filter is not { } filter)
            return true;
        foreach (var text in texts)
        {
            if (text?.Contains(filter, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }

    /// <summary>Returns whether rows of the state are shown.</summary>
    public bool MatchesState(string state) => States.Count == 0 || States.Contains(state, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether rows of this state are shown and no others.</summary>
    public bool MatchesOnly(string state) => States is [var only] && only.Equals(state, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether rows with these lints are shown.</summary>
    public bool MatchesLints(IReadOnlyList<string> codes)
        => Lint is null || (Lint.Equals("any", StringComparison.OrdinalIgnoreCase) ? codes.Count > 0 : codes.Contains(Lint, StringComparer.OrdinalIgnoreCase));

    private static string? Text(IQueryCollection query, string name)
        => query[name] is [{ Length: > 0 } value, ..] ? value[..Math.Min(value.Length, LongestText)] : null;
}
