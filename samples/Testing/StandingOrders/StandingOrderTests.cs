using Bank.Transfers;
using HostedRuntime;
using HostedRuntime.Testing;
using Xunit;

namespace Bank.StandingOrders;

public sealed class StandingOrderTests
{
    [Fact]
    public void RunAsync_ForAYear_PaysEachThirtyDays()
    {
        using var runtime = TestRuntime.Create();
        var tenant = new Account(1, balance: 1_200);
        var landlord = new Account(2, balance: 0);

        runtime.Run(async () =>
        {
            var order = runtime.Handle.Spawn(ct => StandingOrder.RunAsync(tenant, landlord, 100, TimeSpan.FromDays(30), ct));
            await AsyncTime.SleepAsync(TimeSpan.FromDays(365));
            order.Abort();
            await order.JoinAsync();
        });

        Assert.Equal((0, 1_200), (tenant.Balance, landlord.Balance));
        Assert.Equal(TimeSpan.FromDays(365), runtime.Time.Elapsed);
    }
}
