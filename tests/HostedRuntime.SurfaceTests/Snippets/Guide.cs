using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Snippets;

/// <summary>A page of the documentation, with the parts that can be checked.</summary>
internal sealed class Guide(params string[] path)
{
    public string Text { get; } = File.ReadAllText(Repository.PathOf(path)).ReplaceLineEndings("\n");

    /// <summary>Returns the fenced blocks of a language, or with "" the blocks without a language.</summary>
    public IReadOnlyList<string> Blocks(string language)
    {
        var blocks = new List<string>();
        var parts = Text.Split("```");
        // Every second part is between two fences.
        for (var i = 1; i < parts.Length; i += 2)
        {
            var end = parts[i].IndexOf('\n', StringComparison.Ordinal);
            if (parts[i][..end] == language)
                blocks.Add(parts[i][(end + 1)..]);
        }

        return blocks;
    }

    /// <summary>Returns the cells of each row that begins with code, in the tables under a heading.</summary>
    public IEnumerable<string[]> RowsUnder(string heading)
        => Text.Split(heading + "\n")[1].Split("\n## ")[0].Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(static line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
}
