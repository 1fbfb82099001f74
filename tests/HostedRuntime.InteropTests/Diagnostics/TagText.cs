using OpenTelemetry;

namespace HostedRuntime.InteropTests.Diagnostics;

/// <summary>Reads the attributes of an exported point.</summary>
internal static class TagText
{
    public static Dictionary<string, string?> ToDictionaryOfText(this ReadOnlyTagCollection tags)
    {
        var all = new Dictionary<string, string?>();
        foreach (var (key, value) in tags)
            all.Add(key, value?.ToString());
        return all;
    }
}
