using System.Globalization;
using System.Reflection;
using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>
/// The option table on the configuration page lists exactly the existing options, with their defaults.
/// </summary>
public sealed class OptionTableTests
{
    [Fact]
    public void Keys_OfTable_EqualOptions()
        => Assert.Equal(
            typeof(RuntimeOptions).GetProperties().Select(static option => option.Name).Append("Plugins:<name>").Order(StringComparer.Ordinal),
            Rows().Select(static row => row.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Defaults_OfTable_EqualDefaultsOfOptions()
    {
        var cells = Rows().ToDictionary(static row => row.Key, static row => row.Default);
        Assert.All(typeof(RuntimeOptions).GetProperties(), option => Assert.StartsWith(DefaultOf(option), cells[option.Name], StringComparison.Ordinal));
    }

    private static IEnumerable<(string Key, string Default)> Rows()
        => new Guide("docs", "configuration.md").RowsUnder("## Options").Select(static cells => (cells[0].Trim('`'), cells[1]));

    private static string DefaultOf(PropertyInfo option) => (option.Name, option.GetValue(new RuntimeOptions())) switch
    {
        (nameof(RuntimeOptions.WorkerThreads), _) => "processors",
        (nameof(RuntimeOptions.GlobalQueueInterval), null) => "the runtime's choice",
        (_, null) => "none",
        (_, int number) => number.ToString(CultureInfo.InvariantCulture),
        (_, bool flag) => flag ? "`true`" : "`false`",
        (_, var value) => $"`{value}`",
    };
}
