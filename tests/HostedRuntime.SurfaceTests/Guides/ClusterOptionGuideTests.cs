using System.Text.Json;
using HostedRuntime.ArchitectureTests;
using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>The table of jobs and locks on the configuration page lists exactly the existing options, with their defaults.</summary>
public sealed class ClusterOptionGuideTests
{
    [Fact]
    public void Rows_OfTable_EqualOptionsWithDefaults()
        => Assert.Equal(
            typeof(ClusterOptions).GetProperties().Select(static option => ($"`{option.Name}`", $"`{option.GetValue(new ClusterOptions()):c}`")),
            new Guide("docs", "configuration.md").RowsUnder("## Jobs and locks").Select(static cells => (cells[0], cells[1])));

    /// <summary>Another test compares the schema with the options.</summary>
    [Fact]
    public void Rows_OfTable_EqualKeysOfSchema()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src", "HostedRuntime", "ConfigurationSchema.json")));
        var section = schema.RootElement.GetProperty("properties").GetProperty("AsyncRuntime").GetProperty("properties").GetProperty("Cluster").GetProperty("properties");
        Assert.Equal(
            section.EnumerateObject().Select(static property => $"`{property.Name}`"),
            new Guide("docs", "configuration.md").RowsUnder("## Jobs and locks").Select(static cells => cells[0]));
    }
}
