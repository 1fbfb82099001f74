namespace HostedRuntime.ArchitectureTests;

/// <summary>A file under src.</summary>
/// <param name="Path">The path from the project's folder, with slashes: <c>Tasks/Joins/JoinHandle.cs</c>.</param>
/// <param name="Text">The content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The file's layer: the first folder of the path, or empty at the project's root.</summary>
    public string Folder => FolderOf(Path);

    public IEnumerable<(int Number, string Text)> Lines => Text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (index + 1, line));

    public static string FolderOf(string path) => path.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? path[..slash] : "";
}
