namespace HostedRuntime.Dashboard.Wire;

/// <summary>The content of a view at one moment. Immutable.</summary>
internal sealed record ViewState
{
    /// <summary>The number of the frame that the view was made of.</summary>
    public required long Seq { get; init; }

    /// <summary>When the frame was captured.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the view.</summary>
    public required string View { get; init; }

    /// <summary>The names of all runtimes, also of those that the view leaves out.</summary>
    public IReadOnlyList<string> Runtimes { get; init; } = [];

    /// <summary>The rows in the order in which the page shows them. No key occurs twice.</summary>
    public IReadOnlyList<WireRow> Rows { get; init; } = [];

    /// <summary>The number of rows that were left out because they are too many.</summary>
    public int LeftOut { get; init; }

    /// <summary>Figures of the whole view, as a JSON object.</summary>
    public string Meta { get; init; } = "{}";
}
