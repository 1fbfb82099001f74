namespace HostedRuntime.ArchitectureTests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HostedRuntime.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"No HostedRuntime.sln above {AppContext.BaseDirectory}: these tests read the sources and run inside the repository.");
    }
}
