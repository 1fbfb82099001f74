namespace HostedRuntime.Dashboard.Wire;

/// <summary>The difference between what a page shows and what it has to show.</summary>
/// <param name="Rows">The new and the changed rows, in the order of the view.</param>
/// <param name="Gone">The keys of the rows that are not in the view any more.</param>
/// <param name="Order">The keys of all rows in their order; null if removing and appending lead to that order.</param>
internal sealed record Delta(IReadOnlyList<WireRow> Rows, IReadOnlyList<string> Gone, IReadOnlyList<string>? Order)
{
    /// <summary>True if the page has all rows already, in the right order.</summary>
    public bool IsEmpty => Rows.Count == 0 && Gone.Count == 0 && Order is null;
}
