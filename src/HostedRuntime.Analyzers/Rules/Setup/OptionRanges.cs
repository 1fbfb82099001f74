namespace HostedRuntime.Analyzers.Rules.Setup;

/// <summary>The ranges of options, as <c>RuntimeOptions.Check()</c> has them. A test compares the two.</summary>
/// <param name="Least">The least allowed value, in ticks for a TimeSpan.</param>
/// <param name="Most">The greatest allowed value.</param>
/// <param name="Extra">A value outside the range that is allowed nevertheless.</param>
/// <param name="Text">The range in the words of the message.</param>
internal sealed record OptionRanges(long Least, long Most, long? Extra, string Text)
{
    private const long Day = TimeSpan.TicksPerDay;

    public static OptionRanges? Find(string option) => option switch
    {
        "WorkerThreads" => Numbers(1, 1024),
        "MaxBlockingThreads" => Numbers(1, 32767),
        "BlockingQueueLimit" => Numbers(0, 1_000_000),
        "GlobalQueueInterval" => Numbers(1, 1_000_000),
        "MaxCompensatingThreads" => Numbers(0, 1024),
        "MaxConcurrency" => new OptionRanges(1, int.MaxValue, null, "from 1"),
        "ThreadStackSize" => new OptionRanges(262144, 1 << 30, 0, "0, or 262144 to 1073741824"),
        "BlockingThreadKeepAlive" or "PluginTimeout" => new OptionRanges(1, Day, null, "above 00:00:00, up to 1.00:00:00"),
        "ShutdownTimeout" => new OptionRanges(0, Day, null, "00:00:00 to 1.00:00:00"),
        "StallThreshold" => new OptionRanges(10 * TimeSpan.TicksPerMillisecond, Day, -TimeSpan.TicksPerMillisecond, "00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never"),
        "FaultObservationDelay" => new OptionRanges(0, Day, -TimeSpan.TicksPerMillisecond, "00:00:00 to 1.00:00:00, or -00:00:00.001 for never"),
        _ => null,
    };

    public bool Allows(long value) => (value >= Least && value <= Most) || value == Extra;

    private static OptionRanges Numbers(long least, long most) => new(least, most, null, $"{least} to {most}");
}
