namespace HostedRuntime.Tests.Nodes;

/// <summary>Reads files that other processes write at the same time.</summary>
internal static class FileLines
{
    public static string[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        // A line that is being written has no end yet.
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
