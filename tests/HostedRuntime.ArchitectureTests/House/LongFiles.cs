namespace HostedRuntime.ArchitectureTests.House;

/// <summary>Files over the limit of lines, each with what holds it together. A file that got shorter leaves the list.</summary>
internal static class LongFiles
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
    };
}
