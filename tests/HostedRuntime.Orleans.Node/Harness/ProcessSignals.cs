using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>Sends signals of Linux to processes that a test has started.</summary>
internal static class ProcessSignals
{
    public static async Task SendAsync(string name, params IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{name}", .. processes.Select(static id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Returns a process and all that come from it, parents first.</summary>
    public static IReadOnlyList<int> TreeOf(int process)
    {
        List<int> tree = [process];
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(ChildrenOf(tree[i]));
        return tree;
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(static thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // The process, or a thread of it, has ended meanwhile.
            return [];
        }
    }
}
