using System.Globalization;
using System.Text.Json;
using HostedRuntime.Configuration;

namespace HostedRuntime.Tests.Configuration.Schema;

/// <summary>The schema accepts a value of an option exactly if a host does.</summary>
public sealed class SchemaValueTests
{
    private static readonly string[] s_spans =
    [
        "00:00:10", "0:00:01", "00:01", "23:59:59.9999999", "1.00:00:00", "0.12:00:00", "00:00:00", "00:00", "00:00:00.0000000", "00:00:00.0000001", "00:00:00.01", "00:00:00.0099999",
        "-00:00:00.001", "-00:00:01", "1.00:00:00.0000001", "1.00:00:01", "2.00:00:00", "24:00", "00:60:00", "00:00:60", "10", "soon", "",
    ];

    private static readonly string[] s_names = ["MultiThread", "CurrentThread", "ThreadPool", "Lowest", "Highest", "Ignore", "Stop", "1", "none"];

    private static readonly string[] s_texts = ["x", "", new string('x', 64), new string('x', 65)];

    private static readonly string[] s_processors = [Processors.First, $" {Processors.First} ", "0-", "-1", "1-2-3", "all", ","];

    private static readonly string[] s_lints = ["HR001", "HR013", "HR003,HR010", " HR003 , HR010 ", "HR000", "HR014", "HR3", "HR+03", "HR 03", "hr003", "HR003;HR010", "HR003,"];

    private static readonly int[] s_numbers = [-1, 0, 1, 2, 1024, 1025, 32767, 32768, 262143, 262144, 1_000_000, 1_000_001, 1_073_741_824, 1_073_741_825];

    public static TheoryData<string, string> Values
    {
        get
        {
            var values = new TheoryData<string, string>();
            foreach (var key in OptionTable.Keys)
            {
                foreach (var json in Candidates(key))
                    values.Add(key, json);
            }

            return values;
        }
    }

    public static TheoryData<string, string> WrongTypes
    {
        get
        {
            var values = new TheoryData<string, string>();
            foreach (var key in OptionTable.Keys)
            {
                var type = TypeOf(key);
                foreach (var json in new[] { type == typeof(bool) ? "\"true\"" : "true", type == typeof(int) ? "\"4\"" : "4", "[]", "{}" })
                    values.Add(key, json);
            }

            return values;
        }
    }

    /// <summary>Among the values of each option are one below its range and one above it.</summary>
    [Theory]
    [MemberData(nameof(Values))]
    public void Schema_Value_IsAcceptedAsByHost(string key, string json)
        => Assert.Equal(IsAccepted(key, json), EditorSchema.AcceptsOption(key, json));

    /// <summary>The configuration is text, so a host reads a number in quotation marks. An editor asks for the plain form.</summary>
    [Theory]
    [MemberData(nameof(WrongTypes))]
    public void Schema_ValueOfOtherType_IsRefused(string key, string json)
        => Assert.False(EditorSchema.AcceptsOption(key, json));

    [Fact]
    public void Candidates_OfEachOption_HaveAcceptedAndRefusedValue()
        => Assert.All(OptionTable.Keys, static key =>
        {
            // Both values of a switch are allowed.
            var verdicts = Candidates(key).Select(json => IsAccepted(key, json)).Distinct().Count();
            Assert.Equal(TypeOf(key) == typeof(bool) ? 1 : 2, verdicts);
        });

    private static IEnumerable<string> Candidates(string key)
    {
        var type = TypeOf(key);
        var plain = type == typeof(int) ? s_numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture))
            : type == typeof(bool) ? ["true", "false"]
            : (type == typeof(TimeSpan) ? s_spans
                : type.IsEnum ? s_names
                : key switch
                {
                    nameof(RuntimeOptions.WorkerAffinity) => s_processors,
                    nameof(RuntimeOptions.DisabledLints) => s_lints,
                    _ => s_texts,
                }).Where(text => text.Length > 0 || !IsOptional(key)).Select(static text => JsonSerializer.Serialize(text));
        return IsOptional(key) ? plain.Append("null") : plain;
    }

    /// <summary>Reads the value as a host does: all values of the configuration are text.</summary>
    private static bool IsAccepted(string key, string json)
    {
        using var value = JsonDocument.Parse(json);
        // A host leaves an option without a value at its default.
        if (value.RootElement.ValueKind == JsonValueKind.Null)
            return true;
        var options = new RuntimeOptions();
        return OptionTable.TryApply(options, key, value.RootElement.ToString()) && options.Check().Single(check => check.Name == key).IsValid;
    }

    private static Type TypeOf(string key)
    {
        var type = typeof(RuntimeOptions).GetProperty(key)!.PropertyType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static bool IsOptional(string key) => key != nameof(RuntimeOptions.WorkerThreads) && typeof(RuntimeOptions).GetProperty(key)!.GetValue(new RuntimeOptions()) is null;
}
