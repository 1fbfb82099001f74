using HostedRuntime;
using HostedRuntime.Testing;
using Xunit;

namespace Bank.Bills;

public sealed class PurseTests
{
    [Fact]
    public void PayHastilyAsync_DepositAfterTheLook_IsMissed()
    {
        var failure = ConcurrencyTest.Explore(PayWhileMoneyComes(static purse => purse.PayHastilyAsync)).Failure;

        Assert.Equal(FailureKind.LostWakeUp, failure?.Kind);
        Assert.Contains("'bill' waits for AsyncNotify 'deposited'", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PayAsync_DepositAtAnyMoment_IsSeen() => ConcurrencyTest.Run(PayWhileMoneyComes(static purse => purse.PayAsync));

    private static Func<ConcurrencyRun, Task> PayWhileMoneyComes(Func<Purse, Func<decimal, CancellationToken, Task>> pay) => async run =>
    {
        var purse = new Purse();
        var bill = run.Runtime.Spawn(ct => pay(purse)(50, ct), new SpawnOptions { Name = "bill" });
        var salary = run.Runtime.Spawn(ct => purse.DepositAsync(60, ct), new SpawnOptions { Name = "salary" });
        await bill;
        await salary;
    };
}
