namespace Starvation.Figures;

/// <summary>The part of a page between two marks, which a run renews, so that no figure is copied by hand.</summary>
internal static class FigureBlock
{
    private const string Begin = "<!-- figures of samples/Starvation -->\n";
    private const string End = "<!-- end of the figures -->";

    /// <exception cref="InvalidOperationException">The page does not have the marks.</exception>
    public static void Renew(string path, string figures)
    {
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidOperationException($"{path} has no place for the figures: add the lines '{Begin.Trim()}' and '{End}'.");
        File.WriteAllText(path, $"{page[..(begin + Begin.Length)]}{figures}{page[end..]}");
    }
}
