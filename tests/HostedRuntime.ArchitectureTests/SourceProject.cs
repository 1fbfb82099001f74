namespace HostedRuntime.ArchitectureTests;

/// <summary>A project under src, read from the disk.</summary>
/// <param name="Name">The name of its folder, project file and assembly.</param>
internal sealed record SourceProject(string Name)
{
    public static IEnumerable<SourceProject> All
        => Directory.GetDirectories(Repository.PathOf("src"))
            .Select(folder => new SourceProject(Path.GetFileName(folder)))
            .Where(project => File.Exists(project.ProjectFile))
            .OrderBy(project => project.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => new(All.Select(project => project.Name));

    public string Folder => Repository.PathOf("src", Name);

    public string ProjectFile => Path.Combine(Folder, Name + ".csproj");

    public IReadOnlyList<SourceFile> Files
        => [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Relative: Path.GetRelativePath(Folder, path).Replace('\\', '/')))
            .Where(path => SourceFile.FolderOf(path.Relative) is not ("bin" or "obj"))
            .OrderBy(path => path.Relative, StringComparer.Ordinal)
            .Select(path => new SourceFile(path.Relative, File.ReadAllText(path.Full)))];
}
