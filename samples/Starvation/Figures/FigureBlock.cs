namespace Starvation.Figures;

/// <summary>The parts of a page between two marks, which a run renews, so that no figure is copied by hand.</summary>
internal static class FigureBlock
{
    private const string All = "<!-- figures of samples/Starvation -->";
    private const string Key = "<!-- key figures of samples/Starvation -->";
    private const string End = "<!-- end of the figures -->";

    /// <param name="path">The page.</param>
    /// <param name="figures">The text for a place of all figures.</param>
    /// <param name="keyFigures">The text for a place of the key figures.</param>
    /// <exception cref="InvalidOperationException">The page has neither place.</exception>
    public static void Renew(string path, string figures, string keyFigures)
    {
        var page = File.ReadAllText(path);
        if (!TryReplace(ref page, All, figures) & !TryReplace(ref page, Key, keyFigures))
            throw new InvalidOperationException($"{path} has no place for the figures: add the lines '{All}' or '{Key}', and '{End}'.");
        File.WriteAllText(path, page);
    }

    private static bool TryReplace(ref string page, string mark, string figures)
    {
        var begin = page.IndexOf($"{mark}\n", StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
            return false;
        page = $"{page[..begin]}{mark}\n{figures}{page[end..]}";
        return true;
    }
}
