namespace Census;

/// <summary>The exit codes of the process. The help text of <see cref="CommandLine"/> explains them to users.</summary>
internal static class ExitCodes
{
    public const int Failed = 1;
    public const int BadCommandLine = 2;

    /// <summary>128 plus the number of SIGINT, as in shells.</summary>
    public const int Interrupted = 130;
}
