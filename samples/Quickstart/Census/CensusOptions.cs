namespace Census;

/// <summary>The section "Census", with what the command line overrides.</summary>
internal sealed class CensusOptions
{
    public const string SectionName = "Census";

    /// <summary>Null: the repository that the program stands in, or the current directory when it stands in none.</summary>
    public string? Directory { get; set; }

    public bool Json { get; set; }

    /// <summary>How many tasks take paths from the channel; as many files are read at the same time.</summary>
    public int HashingTasks { get; set; } = 4;

    /// <summary>How many paths the walk is ahead of them before it waits.</summary>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>The directory to count, as a full path.</summary>
    public string Root() => Path.GetFullPath(Directory ?? FindRepository() ?? Environment.CurrentDirectory);

    private static string? FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        // A worktree has a file of that name.
        while (directory is not null && !Path.Exists(Path.Combine(directory.FullName, ".git")))
            directory = directory.Parent;
        return directory?.FullName;
    }
}
