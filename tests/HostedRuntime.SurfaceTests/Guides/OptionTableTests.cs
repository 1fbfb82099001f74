using System.Globalization;
using System.Reflection;
using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>
/// The option tables, in the README and on the configuration page, list exactly the existing options, with their defaults.
/// </summary>
public sealed class OptionTableTests
{
    public static TheoryData<string, string> Tables => new() { { "README.md", "## Configuration" }, { "docs/configuration.md", "## Options" } };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Keys_OfTable_EqualOptions(string page, string heading)
        => Assert.Equal(
            typeof(RuntimeOptions).GetProperties().Select(static option => option.Name).Append("Plugins:<name>").Order(StringComparer.Ordinal),
            RowsOf(page, heading).Select(static row => row.Key).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Defaults_OfTable_EqualDefaultsOfOptions(string page, string heading)
    {
        var cells = RowsOf(page, heading).ToDictionary(static row => row.Key, static row => row.Default);
        Assert.All(typeof(RuntimeOptions).GetProperties(), option => Assert.StartsWith(DefaultOf(option), cells[option.Name], StringComparison.Ordinal));
    }

    private static IEnumerable<(string Key, string Default)> RowsOf(string page, string heading)
        => new Guide(page.Split('/')).RowsUnder(heading).Select(static cells => (cells[0].Trim('`'), cells[1]));

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
