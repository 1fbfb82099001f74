namespace Census;

/// <summary>A census that has ended.</summary>
internal sealed record CensusResult(string Root, Totals Totals, TimeSpan Elapsed)
{
    /// <summary>Null: nothing was left.</summary>
    public Rest? Left { get; init; }

    /// <summary>What an interrupted census knew of and did not count; what is in the directories nobody knows.</summary>
    public sealed record Rest(long Files, int Directories)
    {
        public override string ToString() => $"Interrupted. Left: {Files:N0} of the files found, and {Directories:N0} of the directories, with whatever is in them.";
    }
}
