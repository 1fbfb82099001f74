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

    /// <summary>All codes, in their order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        LongPoll, BlockingWait, LeftForThreadPool, LongHold, Deadlock, FullChannel, AbandonedChannel, GrowingBlockingQueue, UnobservedFault, BusyTask, LateTasks,
        OutlivesScope, LostGuard,
    ];

    /// <summary>
    /// Returns whether the text names codes that exist, or is null. The codes are compared and not read as numbers: "HR+01" would be
    /// accepted, and <see cref="Contains"/> would never find it.
    /// </summary>
    public static bool AreCodes(string? text) => text is null || Split(text).All(static code => All.Contains(code));

    /// <summary>Returns whether the text names this code.</summary>
    public static bool Contains(string? text, string code) => text is not null && Split(text).Contains(code);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}
