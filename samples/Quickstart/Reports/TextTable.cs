using System.Text;

namespace Census.Reports;

/// <summary>
/// A table of text: a header, rows, and a footer. The first column is text; the other columns are figures, aligned at their last digit.
/// </summary>
/// <remarks>
/// A few lines of code and not a library for tables, because the report is also written after Ctrl+C. Compiling such a library at that
/// moment would take longer than everything else in the stop.
/// </remarks>
internal sealed class TextTable(string[] header, string[] footer)
{
    // A name can be as long as the file system allows, and a table wider than the screen is unreadable. The value was chosen by hand.
    private const int WidestCell = 40;

    private readonly List<string[]> _rows = [];

    public void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        List<string[]> all = [header, .. _rows, footer];
        var widths = new int[header.Length];
        foreach (var row in all)
        {
            row[0] = row[0].Length <= WidestCell ? row[0] : $"{row[0].AsSpan(0, WidestCell - 3)}...";
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Length);
        }

        // Square corners, because the code pages of old consoles have them too.
        var text = new StringBuilder();
        Rule(text, widths, '┌', '┬', '┐');
        Row(text, widths, header);
        Rule(text, widths, '├', '┼', '┤');
        _rows.ForEach(row => Row(text, widths, row));
        Rule(text, widths, '├', '┼', '┤');
        Row(text, widths, footer);
        Rule(text, widths, '└', '┴', '┘');
        return text.ToString();
    }

    private static void Rule(StringBuilder text, int[] widths, char left, char middle, char right)
    {
        for (var i = 0; i < widths.Length; i++)
            text.Append(i == 0 ? left : middle).Append('─', widths[i] + 2);
        text.Append(right).AppendLine();
    }

    private static void Row(StringBuilder text, int[] widths, string[] cells)
    {
        for (var i = 0; i < widths.Length; i++)
            text.Append("│ ").Append(i == 0 ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(' ');
        text.Append('│').AppendLine();
    }
}
