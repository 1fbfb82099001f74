namespace HostedRuntime.Tests.Nodes;

/// <summary>
/// The lines of one node in a file of its own. Each line is in the file before the node goes on, so it survives a kill.
/// </summary>
internal static class Journal
{
    private static readonly Lock s_gate = new();
    private static FileStream? s_file;

    public static void Open(string folder, string node)
        => s_file = new FileStream(Path.Combine(folder, $"{node}.journal"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public static void Write(string line)
    {
        lock (s_gate)
            s_file!.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>Reads the lines of all nodes.</summary>
    public static IReadOnlyList<string[]> ReadAll(string folder)
        => [.. Directory.GetFiles(folder, "*.journal").SelectMany(FileLines.Read).Select(static line => line.Split(' '))];
}
