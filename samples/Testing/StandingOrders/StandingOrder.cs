using Bank.Transfers;
using HostedRuntime;

namespace Bank.StandingOrders;

/// <summary>Transfers an amount again and again, until it is cancelled.</summary>
public static class StandingOrder
{
    public static async Task RunAsync(Account from, Account to, decimal amount, TimeSpan period, CancellationToken ct)
    {
        using var interval = new Interval(period, period);
        while (true)
        {
            await interval.WaitForNextTickAsync(ct);
            await Transfer.OrderedAsync(from, to, amount, ct);
        }
    }
}
