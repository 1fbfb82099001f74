using System.Globalization;
using System.Text;
using Starvation.Load;

namespace Starvation.Figures;

/// <summary>The figures of a run as a table in Markdown.</summary>
internal static class ResultTable
{
    private static readonly Form[] s_forms = Enum.GetValues<Form>();

    /// <summary>Returns the table of all figures.</summary>
    public static string Of(IReadOnlyList<Round> rounds)
        => Table(rounds,
        [
            Sum("stock requests sent", static round => round.Stock.Count),
            Time("stock requests: p50, ms", static round => round.Stock, 0.5),
            Time("stock requests: p99, ms", static round => round.Stock, 0.99),
            Time("stock requests: max, ms", static round => round.Stock, 1),
            Sum("stock requests: errors", static round => round.StockErrors),
            Sum("orders sent", static round => round.Orders.Count),
            Time("orders: p50, ms", static round => round.Orders, 0.5),
            Time("orders: p99, ms", static round => round.Orders, 0.99),
            Time("orders: max, ms", static round => round.Orders, 1),
            Sum("orders: errors", static round => round.OrderErrors),
            Threads("peak threads"),
            Sum("orders accepted, with the warm-up", static round => round.Work.Accepted),
            Sum("of these, confirmed by mail", static round => round.Work.Confirmed),
            Sum("of these, lost at the stop", static round => round.Work.Lost),
        ]);

    /// <summary>Returns the few figures that a reader looks at first.</summary>
    public static string OfKeyFigures(IReadOnlyList<Round> rounds)
        => Table(rounds,
        [
            Time("requests that need no vendor: p50, ms", static round => round.Stock, 0.5),
            Time("requests that need no vendor: p99, ms", static round => round.Stock, 0.99),
            Sum("errors of all requests", static round => round.StockErrors + round.OrderErrors),
            Threads("peak threads"),
            Sum("orders accepted", static round => round.Work.Accepted),
            Sum("of these, lost at the stop", static round => round.Work.Lost),
        ]);

    private static string Table(IReadOnlyList<Round> rounds, IEnumerable<(string Name, Func<IEnumerable<Round>, string> Cell)> rows)
    {
        var text = new StringBuilder();
        AddRow(text, ["", .. s_forms.Select(FormText.Of)]);
        text.Append('|').Insert(text.Length, "---|", s_forms.Length + 1).Append('\n');
        foreach (var (name, cell) in rows)
            AddRow(text, [name, .. s_forms.Select(form => cell(rounds.Where(round => round.Form == form)))]);
        return text.ToString();
    }

    private static (string, Func<IEnumerable<Round>, string>) Sum(string name, Func<Round, int> count)
        => (name, rounds => rounds.Sum(count).ToString("N0", CultureInfo.InvariantCulture));

    private static (string, Func<IEnumerable<Round>, string>) Time(string name, Func<Round, IReadOnlyList<Sample>> samples, double share)
        => (name, rounds => Spread.Of(rounds.Select(round => Percentile.Of(Milliseconds(samples(round)), share))).ToString("0.0"));

    private static (string, Func<IEnumerable<Round>, string>) Threads(string name)
        => (name, static rounds => Spread.Of(rounds.Select(static round => (double)round.PeakThreads)).ToString("0"));

    private static double[] Milliseconds(IEnumerable<Sample> samples) => [.. samples.Select(static sample => sample.Took.TotalMilliseconds).Order()];

    private static void AddRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
