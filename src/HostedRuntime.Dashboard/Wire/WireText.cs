using System.Text;

namespace HostedRuntime.Dashboard.Wire;

/// <summary>Texts of the program, such as names of tasks, as they go to a page.</summary>
internal static class WireText
{
    /// <summary>The most characters of a text in a row of a table. The detail of a task has the whole text.</summary>
    public const int MostInRow = 256;

    /// <summary>The most characters of a text anywhere.</summary>
    public const int Most = 8 * 1024;

    /// <summary>
    /// Returns the text with at most that many characters. Halves of surrogate pairs are replaced, because they cannot be written as UTF-8.
    /// </summary>
    public static string Of(string text, int most = MostInRow)
    {
        if (text.Length <= most && !HasSurrogates(text))
            return text;
        var clean = new StringBuilder(Math.Min(text.Length, most) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
                return clean.Append('…').ToString();
            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
}
