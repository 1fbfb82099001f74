namespace Census;

/// <summary>What the process ends with; <see cref="CommandLine"/> documents it for users.</summary>
internal static class ExitCodes
{
    public const int Failed = 1;
    public const int BadCommandLine = 2;

    /// <summary>128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
