namespace Census;

/// <summary>Figures of one file or of many.</summary>
/// <param name="Files">The number of files, unreadable files included.</param>
/// <param name="Bytes">The bytes of the files that could be read.</param>
/// <param name="Lines">The number of newline characters, as in <c>wc -l</c>.</param>
/// <param name="Duplicates">The number of files whose content was counted before. Of n equal files, n - 1 are duplicates.</param>
internal readonly record struct Count(long Files, long Bytes, long Lines, long Duplicates)
{
    public static Count operator +(Count left, Count right)
        => new(left.Files + right.Files, left.Bytes + right.Bytes, left.Lines + right.Lines, left.Duplicates + right.Duplicates);
}
