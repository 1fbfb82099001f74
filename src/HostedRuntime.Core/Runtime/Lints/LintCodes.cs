namespace HostedRuntime;

/// <summary>The codes of the lints. A code never changes its meaning.</summary>
internal static class LintCodes
{
    public const string LongPoll = "HR001";
    public const string BlockingWait = "HR002";
    public const string LeftForThreadPool = "HR003";
    public const string LongHold = "HR004";
    public const string Deadlock = "HR005";
    public const string FullChannel = "HR006";
    public const string AbandonedChannel = "HR007";
    public const string GrowingBlockingQueue = "HR008";
    public const string UnobservedFault = "HR009";
    public const string BusyTask = "HR010";
    public const string LateTasks = "HR011";
    public const string OutlivesScope = "HR012";
    public const string LostGuard = "HR013";

    private const int Last = 13;

    /// <summary>Returns whether the text names codes that exist, or is null.</summary>
    public static bool AreCodes(string? text)
        => text is null || Split(text).All(static code => code.Length == 5 && code.StartsWith("HR", StringComparison.Ordinal) && int.TryParse(code.AsSpan(2), out var number) && number is >= 1 and <= Last);

    /// <summary>Returns whether the text names this code.</summary>
    public static bool Contains(string? text, string code) => text is not null && Split(text).Contains(code);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}
