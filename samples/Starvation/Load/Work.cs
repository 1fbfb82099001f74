namespace Starvation.Load;

/// <summary>
/// The numbers of accepted, confirmed and lost orders, counted from outside of the service. An order is accepted if the client got the
/// answer 202. It is confirmed if the mail server answered the mail. It is lost if it was accepted and never confirmed.
/// </summary>
internal sealed record Work(int Accepted, int Confirmed, int Lost)
{
    /// <summary>Compares the two lists after the process has ended, when nothing can be confirmed any more.</summary>
    public static Work Of(IEnumerable<int> accepted, IEnumerable<int> confirmed)
    {
        var open = accepted.ToHashSet();
        var all = open.Count;
        // An order can be confirmed whose answer did not reach the client, so only accepted ones count.
        open.ExceptWith(confirmed);
        return new Work(all, all - open.Count, open.Count);
    }
}
