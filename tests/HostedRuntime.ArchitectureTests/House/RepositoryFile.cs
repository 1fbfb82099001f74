namespace HostedRuntime.ArchitectureTests.House;

/// <summary>A text file of the repository, wherever it is.</summary>
/// <param name="Path">The path from the root of the repository, with slashes.</param>
/// <param name="Text">The content, with line feeds only.</param>
internal sealed record RepositoryFile(string Path, string Text)
{
    public IEnumerable<(int Number, string Text)> Lines => Text.Split('\n').Select(static (line, index) => (index + 1, line));

    /// <summary>The lines of a page that are not in a code block.</summary>
    public IEnumerable<(int Number, string Text)> LinesOutsideCode
    {
        get
        {
            var isCode = false;
            foreach (var line in Lines)
            {
                if (line.Text.StartsWith("```", StringComparison.Ordinal))
                    isCode = !isCode;
                else if (!isCode)
                    yield return line;
            }
        }
    }

    /// <summary>Returns the files below a folder of the repository, without what a build has made.</summary>
    public static IEnumerable<RepositoryFile> Below(string folder, string pattern)
        => from path in Directory.EnumerateFiles(Repository.PathOf(folder), pattern, folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
           let relative = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
           where !relative.Split('/').Any(static part => part is "bin" or "obj")
           select new RepositoryFile(relative, File.ReadAllText(path).ReplaceLineEndings("\n"));

    public int LineAt(int index) => Text.AsSpan(0, index).Count('\n') + 1;
}
