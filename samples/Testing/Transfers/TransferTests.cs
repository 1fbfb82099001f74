using HostedRuntime;
using HostedRuntime.Testing;
using Xunit;

namespace Bank.Transfers;

public sealed class TransferTests
{
    [Fact]
    public void CrossedAsync_BothWaysAtOnce_Deadlocks()
    {
        var failure = ConcurrencyTest.Explore(BothWays(Transfer.CrossedAsync)).Failure;

        Assert.Equal(FailureKind.Deadlock, failure?.Kind);
        Assert.Contains("'rent' waits for AsyncMutex 'account 2'", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("'refund' waits for AsyncMutex 'account 1'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OrderedAsync_BothWaysAtOnce_KeepsTheMoney() => ConcurrencyTest.Run(BothWays(Transfer.OrderedAsync));

    private static Func<ConcurrencyRun, Task> BothWays(Func<Account, Account, decimal, CancellationToken, Task> transfer) => async run =>
    {
        var tenant = new Account(1, balance: 100);
        var landlord = new Account(2, balance: 100);
        var rent = run.Runtime.Spawn(ct => transfer(tenant, landlord, 80, ct), new SpawnOptions { Name = "rent" });
        var refund = run.Runtime.Spawn(ct => transfer(landlord, tenant, 30, ct), new SpawnOptions { Name = "refund" });
        await rent;
        await refund;
        Assert.Equal((50, 150), (tenant.Balance, landlord.Balance));
    };
}
