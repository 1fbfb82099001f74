using System.Globalization;
using HostedRuntime.Configuration;

namespace HostedRuntime.Tests.Configuration;

/// <summary>
/// A new option is in the table of the engine, and the host can read its text. The messages name the place that was forgotten.
/// </summary>
public sealed class OptionTableTests
{
    public static TheoryData<string> Properties => new(typeof(RuntimeOptions).GetProperties().Select(property => property.Name));

    [Theory]
    [MemberData(nameof(Properties))]
    public void Check_OfEachProperty_HasRowWithItsValue(string property)
    {
        var options = new RuntimeOptions();
        var rows = options.Check().Where(row => row.Name == property).ToList();
        Assert.True(rows.Count == 1, $"RuntimeOptions.{property} has {rows.Count} rows in RuntimeOptions.Checks, and needs one: without a row it is not checked, read or reloaded.");
        Assert.Equal(typeof(RuntimeOptions).GetProperty(property)!.GetValue(options), rows[0].Value);
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void TryApply_TextOfDefault_IsRead(string property)
    {
        var value = typeof(RuntimeOptions).GetProperty(property)!.GetValue(new RuntimeOptions());
        var options = new RuntimeOptions();
        var isRead = OptionTable.TryApply(options, property, string.Create(CultureInfo.InvariantCulture, $"{value}"));
        Assert.True(isRead, $"OptionTable.TryApply has no case for RuntimeOptions.{property}, or cannot read its default '{value}': the configuration cannot set it.");
    }

    [Fact]
    public void Keys_AreTheProperties_InTheirOrder() => Assert.Equal(typeof(RuntimeOptions).GetProperties().Select(property => property.Name), OptionTable.Keys);

    [Theory]
    [InlineData("workerthreads", "WorkerThreads")]
    [InlineData("WorkerThread", null)]
    public void Find_Key_IgnoresCaseOnly(string key, string? option) => Assert.Equal(option, OptionTable.Find(key));
}
