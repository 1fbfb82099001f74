namespace Census;

/// <summary>The result of a census.</summary>
internal sealed record CensusResult(string Root, Totals Totals, TimeSpan Elapsed)
{
    /// <summary>The files and directories that were not counted, or null if there are none.</summary>
    public Rest? Left { get; init; }

    /// <summary>
    /// Files and directories that an interrupted census found and did not count. How many files are in the directories is not known.
    /// </summary>
    public sealed record Rest(long Files, int Directories)
    {
        public override string ToString() => $"Interrupted. Left: {Files:N0} of the files found, and {Directories:N0} of the directories, with whatever is in them.";
    }
}
