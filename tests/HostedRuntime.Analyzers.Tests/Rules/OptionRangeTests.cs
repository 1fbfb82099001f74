using HostedRuntime.Analyzers.Rules.Setup;

namespace HostedRuntime.Analyzers.Tests.Rules;

/// <summary>The ranges that HRT013 knows are those of the library.</summary>
public sealed class OptionRangeTests
{
    private static readonly long[] s_numbers = [int.MinValue, -1, 0, 1, 1024, 1025, 32767, 32768, 262143, 262144, 1_000_000, 1_000_001, 1 << 30, (1 << 30) + 1, int.MaxValue];

    private static readonly long[] s_ticks =
    [
        -TimeSpan.TicksPerSecond, -TimeSpan.TicksPerMillisecond, -1, 0, 1, (10 * TimeSpan.TicksPerMillisecond) - 1, 10 * TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay,
        TimeSpan.TicksPerDay + 1,
    ];

    public static TheoryData<string> Options => [.. typeof(RuntimeOptions).GetProperties().Where(static property => OptionRanges.Find(property.Name) is not null).Select(static property => property.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Allows_ValueAtEdge_AgreesWithCheck(string option)
    {
        var property = typeof(RuntimeOptions).GetProperty(option)!;
        var isTime = property.PropertyType == typeof(TimeSpan);
        foreach (var value in isTime ? s_ticks : s_numbers)
        {
            var options = new RuntimeOptions();
            property.SetValue(options, isTime ? TimeSpan.FromTicks(value) : (int)value);
            Assert.Equal((option, value, options.Check().Single(check => check.Name == option).IsValid), (option, value, OptionRanges.Find(option)!.Allows(value)));
        }
    }

    [Fact]
    public void Find_OptionWithRange_IsKnown()
        => Assert.Equal(
            ["DisabledLints", "Flavor", "MeasureTaskTimes", "PluginsStartConcurrently", "ThreadName", "ThreadPriority", "UnhandledFaults", "WorkerAffinity"],
            new RuntimeOptions().Check().Select(static check => check.Name).Where(static name => OptionRanges.Find(name) is null).Order(StringComparer.Ordinal));
}
