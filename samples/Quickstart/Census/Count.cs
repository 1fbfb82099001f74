namespace Census;

/// <summary>Figures of one file or of many.</summary>
/// <param name="Files">Unreadable ones included.</param>
/// <param name="Bytes">Of those that could be read.</param>
/// <param name="Lines">Newline characters, as <c>wc -l</c> counts.</param>
/// <param name="Duplicates">Files with the content of one that was counted before: of n equal files n - 1.</param>
internal readonly record struct Count(long Files, long Bytes, long Lines, long Duplicates)
{
    public static Count operator +(Count left, Count right)
        => new(left.Files + right.Files, left.Bytes + right.Bytes, left.Lines + right.Lines, left.Duplicates + right.Duplicates);
}
