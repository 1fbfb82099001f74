namespace HostedRuntime.Diagnostics;

/// <summary>Writes a stack as lines, innermost first. Only ASCII, because it is read in terminals and pasted into issues.</summary>
/// <example>
/// <code>
/// + in AsyncMutex, held by 'loader'
/// | at Orders.Load
/// + awaits Task.Delay
/// | at Orders.Save
/// + ... 3 more branches
/// at Task.WhenAll
/// at Orders.Handle
/// </code>
/// </example>
internal static class AsyncStackText
{
    public static string Of(AsyncStack stack)
    {
        var lines = new List<string>();
        Add(stack, lines);
        if (stack.Note is { } note)
            lines.Add(note);
        return string.Join('\n', lines);
    }

    private static void Add(AsyncStack stack, List<string> lines)
    {
        foreach (var branch in stack.Branches)
            AddBranch(branch, lines);
        if (stack.MoreBranches > 0)
            lines.Add($"+ ... {Counted.Of(stack.MoreBranches, "more branch", "more branches")}");
        lines.Add(EndOf(stack));
        foreach (var method in stack.Methods)
            lines.Add(method.StartsWith('.') ? method : $"at {method}");
    }

    private static void AddBranch(AsyncStack branch, List<string> lines)
    {
        var first = lines.Count;
        Add(branch, lines);
        for (var i = first; i < lines.Count; i++)
            lines[i] = (i == first ? "+ " : "| ") + lines[i];
    }

    private static string EndOf(AsyncStack stack) => stack.End switch
    {
        AsyncStackEnd.Wait => $"in {stack.WaitsOn}",
        AsyncStackEnd.Foreign => $"awaits {stack.WaitsOn}",
        AsyncStackEnd.All => "at Task.WhenAll",
        AsyncStackEnd.Any => "at Task.WhenAny",
        AsyncStackEnd.Ready => stack.WaitsOn is { } yield ? $"ready, after {yield}" : "ready",
        _ => "...",
    };
}
