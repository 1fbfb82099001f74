using System.Text.Json;
using HostedRuntime.ArchitectureTests;
using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>
/// The option table of the configuration page has the allowed values of each option, and whether it can change in a running host.
/// </summary>
public sealed class OptionRangeTests
{
    private static readonly Dictionary<string, string[]> s_rows = new Guide("docs", "configuration.md").RowsUnder("## Options").ToDictionary(static cells => cells[0].Trim('`'));

    public static TheoryData<string> Options => new(new RuntimeOptions().Check().Select(static check => check.Name));

    [Theory]
    [MemberData(nameof(Options))]
    public void Allowed_OfTable_EqualsAllowedOfOption(string option)
        => Assert.Equal(InWordsOfPage(new RuntimeOptions().Check().Single(check => check.Name == option).Allowed), s_rows[option][2].Replace("`", "", StringComparison.Ordinal));

    /// <summary>Another test compares the schema with what a running runtime applies.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void Live_OfTable_EqualsSchema(string option)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src", "HostedRuntime", "ConfigurationSchema.json")));
        var described = schema.RootElement.GetProperty("definitions").GetProperty("asyncRuntimeOptions").GetProperty("properties").GetProperty(option).GetProperty("description");
        var canChange = described.GetString()!.Contains("Can change while", StringComparison.Ordinal);
        Assert.StartsWith(canChange ? "yes" : "no", s_rows[option][3], StringComparison.Ordinal);
    }

    /// <summary>The page writes durations for readers, and messages as they are typed.</summary>
    private static string InWordsOfPage(string allowed)
        => allowed
            .Replace("'", "", StringComparison.Ordinal)
            .Replace("1.00:00:00", "1 day", StringComparison.Ordinal)
            .Replace("-00:00:00.001 for never", "-00:00:00.001: never", StringComparison.Ordinal)
            .Replace("00:00:00.01 to", "0.01 s to", StringComparison.Ordinal)
            .Replace("above 00:00:00,", "above 0,", StringComparison.Ordinal)
            .Replace("00:00:00 to", "0 to", StringComparison.Ordinal);
}
