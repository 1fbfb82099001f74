namespace Census;

/// <summary>The section "Census", after the command line has overridden it.</summary>
internal sealed class CensusOptions
{
    public const string SectionName = "Census";

    /// <summary>
    /// The directory to count. Null means the repository that the program is in, or the current directory if it is in none.
    /// </summary>
    public string? Directory { get; set; }

    public bool Json { get; set; }

    /// <summary>How many tasks take paths from the channel. As many files are read concurrently.</summary>
    public int HashingTasks { get; set; } = 4;

    /// <summary>How many paths the walk may be ahead of the hashing tasks before it waits.</summary>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>Returns the directory to count, as a full path.</summary>
    public string Root() => Path.GetFullPath(Directory ?? FindRepository() ?? Environment.CurrentDirectory);

    private static string? FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        // Not Directory.Exists, because in a worktree .git is a file.
        while (directory is not null && !Path.Exists(Path.Combine(directory.FullName, ".git")))
            directory = directory.Parent;
        return directory?.FullName;
    }
}
