namespace Census;

/// <summary>A census that has ended.</summary>
internal sealed record CensusResult(string Root, Totals Totals, TimeSpan Elapsed)
{
    /// <summary>Null: nothing was left.</summary>
    public Rest? Left { get; init; }

    /// <summary>What an interrupted census knew of and did not count; what is in the directories nobody knows.</summary>
    public sealed record Rest(long Files, int Directories)
    {
        public override string ToString() => $"Interrupted: {Files:N0} files that were found are not counted, {Directories:N0} directories are not read.";
    }
}
