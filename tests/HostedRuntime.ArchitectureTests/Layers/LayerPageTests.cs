namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>The table of folders in <c>src/HostedRuntime.Core/README.md</c> has every folder, and the arrows of the map.</summary>
public sealed class LayerPageTests
{
    private static readonly SourceProject s_core = new("HostedRuntime.Core");

    /// <summary>The cells of the rows that begin with a folder.</summary>
    private static readonly IReadOnlyList<string[]> s_rows =
    [
        .. File.ReadLines(Path.Combine(s_core.Folder, "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Page_FolderTable_HasEveryFolder()
        => Assert.Equal(
            s_core.Files.SelectMany(file => FoldersOf(file.Path)).Distinct().Order(StringComparer.Ordinal),
            s_rows.Select(row => row[0].Trim('`').TrimEnd('/')).Order(StringComparer.Ordinal));

    [Fact]
    public void Page_FolderTable_HasArrowsOfMap()
        => Assert.All(LayerMap.Core.Folders, folder =>
        {
            var row = Assert.Single(s_rows, row => row[0] == $"`{folder}/`");
            var onPage = row[1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(LayerMap.Core.UsedBy(folder).Order(StringComparer.Ordinal), onPage.Order(StringComparer.Ordinal));
        });

    /// <summary>Returns the folder of a file and the folders around it.</summary>
    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }
}
