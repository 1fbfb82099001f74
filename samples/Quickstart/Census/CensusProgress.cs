namespace Census;

/// <summary>How far a census is.</summary>
/// <param name="Found">Files that the walk came across.</param>
/// <param name="Counted">What was counted of them.</param>
/// <param name="IsWalkOver">True: no more will be found.</param>
internal readonly record struct CensusProgress(long Found, Count Counted, bool IsWalkOver);
