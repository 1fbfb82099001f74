namespace HostedRuntime.Dashboard.Views;

/// <summary>The order of rows. Rows of equal rank are ordered by their number, so that nothing jumps while nothing changes.</summary>
internal static class RowOrder
{
    /// <summary>Sorts rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">The direction.</param>
    /// <param name="column">The column to sort by; null for the usual order.</param>
    /// <param name="usual">The rows in the usual order.</param>
    /// <param name="number">The number of a row.</param>
    public static IEnumerable<T> Sort<T>(IEnumerable<T> rows, ViewQuery query, Func<T, object?>? column, IOrderedEnumerable<T> usual, Func<T, long> number)
    {
        if (column is null)
            return usual.ThenBy(number);
        // Rows without a value come last in both directions.
        var known = rows.OrderBy(row => column(row) is null);
        return (query.Descending ? known.ThenByDescending(column, Comparer<object?>.Create(Compare)) : known.ThenBy(column, Comparer<object?>.Create(Compare))).ThenBy(number);
    }

    private static int Compare(object? first, object? second)
        => first is string text ? StringComparer.OrdinalIgnoreCase.Compare(text, second as string) : Comparer<object?>.Default.Compare(first, second);
}
