using System.Globalization;
using System.Text;
using Starvation.Load;

namespace Starvation.Report;

/// <summary>The outcomes as a table, a column for each form.</summary>
internal static class OutcomeTable
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var rows = new List<(string Name, Func<Outcome, string> Value)>
        {
            ("pings answered", static outcome => Share(outcome.Pings)),
            ("ping, median", static outcome => Milliseconds(Outcome.Percentile(outcome.Pings, 0.5))),
            ("ping, 99 %", static outcome => Milliseconds(Outcome.Percentile(outcome.Pings, 0.99))),
            ("ping, worst", static outcome => Milliseconds(Outcome.Percentile(outcome.Pings, 1))),
            ("orders answered", static outcome => Share(outcome.Orders)),
            ("order, 99 %", static outcome => Milliseconds(Outcome.Percentile(outcome.Orders, 0.99))),
            ("threads, most", static outcome => outcome.Threads.Max(static reading => reading.Count).ToString(CultureInfo.InvariantCulture)),
            ("mails lost at the stop", static outcome => $"{outcome.MailsLost} of {outcome.MailsPromised}"),
        };
        var text = new StringBuilder($"{"",-24}");
        foreach (var outcome in outcomes)
            text.Append(CultureInfo.InvariantCulture, $"{outcome.Form.ToString().ToLowerInvariant(),16}");
        foreach (var (name, value) in rows)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{name,-24}");
            foreach (var outcome in outcomes)
                text.Append(CultureInfo.InvariantCulture, $"{value(outcome),16}");
        }

        return text.ToString();
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:#,0.0} ms");

    private static string Share(IReadOnlyList<Reading> readings)
        => string.Create(CultureInfo.InvariantCulture, $"{readings.Count(static reading => reading.IsAnswered)} of {readings.Count}");
}
