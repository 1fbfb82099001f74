using Spectre.Console;

namespace HostedRuntime.Tool.Display;

/// <summary>A table without lines, whose cells are no markup: names of tasks may have brackets.</summary>
internal static class PlainTable
{
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        return table;
    }

    public static void AddPlainRow(this Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(static cell => new Text(cell)));
}
