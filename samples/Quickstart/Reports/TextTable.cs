using System.Text;

namespace Census.Reports;

/// <summary>A table of text: a header, rows, and a footer. The first column is text; the others are figures, and so aligned at their last digit.</summary>
/// <remarks>
/// A few lines of code rather than a library for tables: the report is also written after Ctrl+C, and a library that was not compiled ahead of
/// time takes longer to compile than all the rest of the stop.
/// </remarks>
internal sealed class TextTable(string[] header, string[] footer)
{
    // A name can be as long as the file system allows; a table that is wider than any screen tells nothing. Picked by hand.
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

        // With square corners: those are in the code pages of old consoles, too.
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
