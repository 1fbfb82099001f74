using System.Text;

namespace Census;

/// <summary>Escapes control characters, because a newline or an escape sequence in a file's name must not act on a terminal.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var printable = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (char.IsControl(character))
                printable.Append(character == '\n' ? "\\n" : $"\\x{(int)character:x2}");
            else
                printable.Append(character);
        }

        return printable.ToString();
    }
}
