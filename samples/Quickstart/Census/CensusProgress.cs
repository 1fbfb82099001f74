namespace Census;

/// <summary>The progress of a census.</summary>
/// <param name="Found">How many files the walk has found.</param>
/// <param name="Counted">The figures of the files that were counted.</param>
/// <param name="IsWalkOver">Whether the walk has found all files.</param>
internal readonly record struct CensusProgress(long Found, Count Counted, bool IsWalkOver);
