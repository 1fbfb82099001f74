using System.Text;

namespace Census;

/// <summary>Names of files hold any characters; on a terminal a newline or an escape sequence among them must not act.</summary>
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
