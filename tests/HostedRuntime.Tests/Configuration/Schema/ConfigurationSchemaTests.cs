using System.Globalization;
using System.Text.Json;
using HostedRuntime.Configuration;

namespace HostedRuntime.Tests.Configuration.Schema;

/// <summary>The schema for editors describes the options as they are.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonElement s_schema
        = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ConfigurationSchema.json"))).RootElement;

    private static readonly JsonElement s_options = s_schema.GetProperty("definitions").GetProperty("asyncRuntimeOptions").GetProperty("properties");

    public static TheoryData<string> Keys => new(OptionTable.Keys);

    [Fact]
    public void Schema_Keys_EqualKeysOfOptionTable()
    {
        var root = s_schema.GetProperty("properties").GetProperty("AsyncRuntime");
        Assert.Equal(OptionTable.KeysOf("cpu"), NamesOf(s_options));
        Assert.Equal(OptionTable.KeysOf("default").Except(OptionTable.KeysOf("cpu")), NamesOf(root.GetProperty("properties")));
        Assert.Equal("#/definitions/asyncRuntimeOptions", root.GetProperty("allOf")[0].GetProperty("$ref").GetString());
        Assert.Equal("#/definitions/asyncRuntimeOptions", root.GetProperty("properties").GetProperty("Runtimes").GetProperty("additionalProperties").GetProperty("$ref").GetString());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Schema_Option_HasTypeAndDefault(string key)
    {
        var property = typeof(RuntimeOptions).GetProperty(key)!;
        var option = s_options.GetProperty(key);
        var value = property.GetValue(new RuntimeOptions());
        Assert.NotEmpty(option.GetProperty("description").GetString()!);

        // Options whose default depends on the machine, and options that are null by default, have no default in the schema.
        var text = key == nameof(RuntimeOptions.WorkerThreads) || value is null ? null : string.Create(CultureInfo.InvariantCulture, $"{value}");
        Assert.Equal(text, option.TryGetProperty("default", out var given) ? given.ToString() : null);
        if (property.PropertyType.IsEnum)
            Assert.Equal(Enum.GetNames(property.PropertyType), option.GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        else
            Assert.Equal(TypeOf(property.PropertyType, value is null), string.Join(',', TypesOf(option.GetProperty("type"))));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Schema_Range_EqualsRangeOfOption(string key)
    {
        var option = s_options.GetProperty(key);
        Assert.Equal(option.GetProperty("description").GetString()!.Contains("Can change while", StringComparison.Ordinal), CanChange(key));
        if (option.TryGetProperty("minimum", out var least) && option.TryGetProperty("maximum", out var most))
        {
            Assert.True(IsValid(key, $"{least}") && IsValid(key, $"{most}"));
            Assert.False(IsValid(key, $"{least.GetInt32() - 1}") || IsValid(key, $"{most.GetInt32() + 1}"));
        }

        if (option.TryGetProperty("maxLength", out var length))
        {
            Assert.True(IsValid(key, new string('x', length.GetInt32())));
            Assert.False(IsValid(key, "") || IsValid(key, new string('x', length.GetInt32() + 1)));
        }
    }

    private static bool IsValid(string key, string text)
    {
        var options = new RuntimeOptions();
        Assert.True(OptionTable.TryApply(options, key, text));
        return options.Check().Single(check => check.Name == key).IsValid;
    }

    /// <summary>Returns whether Reconfigure of a runtime applies a change of the option.</summary>
    private static bool CanChange(string key)
    {
        var (before, after) = (new RuntimeOptions { BlockingQueueLimit = 1 }, new RuntimeOptions { BlockingQueueLimit = 1 });
        var property = typeof(RuntimeOptions).GetProperty(key)!;
        string[] values = ["00:00:03", Processors.First, "3", "262144", "true", "Stop", "CurrentThread", "Highest", "x", "HR003"];
        Assert.Contains(values, value => OptionTable.TryApply(after, key, value)
            && after.Check().Single(check => check.Name == key).IsValid && !Equals(property.GetValue(after), property.GetValue(before)));
        if (after.Flavor != before.Flavor)
            return false;
        using var runtime = AsyncRuntime.CreateUnstarted(before);
        return !runtime.Reconfigure(after).Contains(key);
    }

    private static string TypeOf(Type type, bool isOptional)
        => (type == typeof(int) || type == typeof(int?) ? "integer" : type == typeof(bool) ? "boolean" : "string") + (isOptional ? ",null" : "");

    private static IEnumerable<string?> TypesOf(JsonElement type)
        => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];

    private static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
