using Starvation.Service;

namespace Starvation.Load;

/// <summary>The readings of one form.</summary>
/// <param name="Form">The form.</param>
/// <param name="Pings">All pings.</param>
/// <param name="Orders">All orders.</param>
/// <param name="Threads">The threads of the process, each half second.</param>
/// <param name="MailsPromised">The mails that customers were promised.</param>
/// <param name="MailsSent">The mails that were sent when the process ended.</param>
internal sealed record Outcome(
    Form Form, IReadOnlyList<Reading> Pings, IReadOnlyList<Reading> Orders, IReadOnlyList<(TimeSpan At, int Count)> Threads, int MailsPromised, int MailsSent)
{
    public int MailsLost => MailsPromised - MailsSent;

    public static TimeSpan Percentile(IEnumerable<Reading> readings, double share)
    {
        TimeSpan[] sorted = [.. readings.Select(static reading => reading.Latency).Order()];
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)((sorted.Length - 1) * share)];
    }
}
