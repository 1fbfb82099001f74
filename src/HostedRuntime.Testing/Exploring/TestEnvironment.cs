using System.Globalization;

namespace HostedRuntime.Testing;

/// <summary>The environment variables of concurrency tests.</summary>
internal static class TestEnvironment
{
    public const string SeedName = "HOSTED_RUNTIME_TEST_SEED";
    public const string SchedulesName = "HOSTED_RUNTIME_TEST_SCHEDULES";
    public const string ReplayName = "HOSTED_RUNTIME_TEST_REPLAY";
    public const string TraceName = "HOSTED_RUNTIME_TEST_TRACE";

    /// <summary>The folder for traces; null for none.</summary>
    public static string? TraceFolder => Read(TraceName);

    /// <summary>The seed of a test: that of the environment, of its options, or a fixed one of its name and file.</summary>
    /// <exception cref="FormatException">The variable is neither a number nor "random".</exception>
    public static ulong SeedOf(ConcurrencyTestOptions options, string name, string file)
    {
        if (Read(SeedName) is { } text)
        {
            if (text.Equals("random", StringComparison.OrdinalIgnoreCase))
                return (ulong)System.Random.Shared.NextInt64();
            if (ulong.TryParse(text, CultureInfo.InvariantCulture, out var number) || ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out number))
                return number;
            throw new FormatException($"The environment variable {SeedName} is '{text}'. It must be a number, decimal or hexadecimal, or 'random'.");
        }

        // The name of the file only: its folder differs between machines.
        return options.Seed ?? ScheduleText.Hash($"{name} {Path.GetFileName(file)}");
    }

    /// <exception cref="FormatException">The variable is no number from 1 on.</exception>
    public static int SchedulesOf(ConcurrencyTestOptions options)
    {
        if (Read(SchedulesName) is not { } text)
            return options.Schedules;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"The environment variable {SchedulesName} is '{text}'. It must be a number from 1 on.");
    }

    /// <summary>
    /// The schedule to replay in place of an exploration, from the variable or the file that it names; null if there is none.
    /// </summary>
    public static string? ReplayText() => Read(ReplayName) is not { } text ? null : Resolve(text);

    /// <summary>Returns a schedule, or the one in the file of that name.</summary>
    public static string Resolve(string text)
        => text.StartsWith(ScheduleText.Version, StringComparison.Ordinal) || !File.Exists(text) ? text : File.ReadLines(text).First();

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
