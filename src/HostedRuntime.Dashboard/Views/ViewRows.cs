using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>The rows of a view.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="LeftOut">The number of rows that match and are too many.</param>
/// <param name="Meta">Figures of the whole view, as the members of a JSON object; empty for none.</param>
internal sealed record ViewRows(IReadOnlyList<WireRow> Rows, int LeftOut, string Meta)
{
    /// <summary>The number of rows without a filter.</summary>
    public int Total { get; init; } = Rows.Count + LeftOut;
}
