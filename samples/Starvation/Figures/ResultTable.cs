using System.Globalization;
using System.Text;
using Starvation.Load;

namespace Starvation.Figures;

/// <summary>The figures of a run as a table in Markdown.</summary>
internal static class ResultTable
{
    private static readonly Form[] s_forms = Enum.GetValues<Form>();

    public static string Of(IReadOnlyList<Round> rounds)
    {
        var text = new StringBuilder();
        AddRow(text, ["", .. s_forms.Select(FormText.Of)]);
        text.Append('|').Insert(text.Length, "---|", s_forms.Length + 1).Append('\n');
        AddSum("stock requests sent", static round => round.Stock.Count);
        AddTimes("stock requests", static round => round.Stock);
        AddSum("orders sent", static round => round.Orders.Count);
        AddTimes("orders", static round => round.Orders);
        AddSum("errors of both", static round => round.Errors);
        Add("peak threads", forms => Spread.Of(forms.Select(static round => (double)round.PeakThreads)).ToString("0"));
        AddSum("orders accepted, with the warm-up", static round => round.Work.Accepted);
        AddSum("of these, confirmed by mail", static round => round.Work.Confirmed);
        AddSum("of these, lost at the stop", static round => round.Work.Lost);
        return text.ToString();

        void Add(string name, Func<IEnumerable<Round>, string> cell)
            => AddRow(text, [name, .. s_forms.Select(form => cell(rounds.Where(round => round.Form == form)))]);

        void AddSum(string name, Func<Round, int> count) => Add(name, of => of.Sum(count).ToString("N0", CultureInfo.InvariantCulture));

        void AddTimes(string name, Func<Round, IReadOnlyList<Sample>> samples)
        {
            foreach (var (label, share) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p99", 0.99), ("max", 1)])
                Add($"{name}: {label}, ms", of => Spread.Of(of.Select(round => Percentile.Of([.. samples(round).Select(static sample => sample.Took.TotalMilliseconds).Order()], share))).ToString("0.0"));
        }
    }

    private static void AddRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
