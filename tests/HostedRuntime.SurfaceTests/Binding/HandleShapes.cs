namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>All tables of calls on a handle, reused for verbs of other types that take the same bodies.</summary>
internal static class HandleShapes
{
    private static readonly TheoryData<string, string, string>[] s_tables =
    [
        AsyncShapes.Lambdas, AsyncShapes.MethodGroups, AsyncShapes.Delegates, AsyncShapes.ValueTasks,
        PlainShapes.Bodies, PlainShapes.NeverReturning, PlainShapes.UnevenPairs,
        StateShapes.Bodies, CallShapes.Options, BlockingShapes.Bodies, BlockingShapes.NeverReturning, BlockingShapes.NotTrapped,
    ];

    /// <summary>Returns the rows that call a verb, with another verb in its place.</summary>
    public static IEnumerable<(string Code, string Body, string Gives)> With(string verb, string other)
        => from row in s_tables.SelectMany(table => table).Select(row => row.Data)
           let at = row.Item1.IndexOf(verb, StringComparison.Ordinal)
           where at >= 0
           select (row.Item1[..at] + other + row.Item1[(at + verb.Length)..], row.Item2, row.Item3);
}
