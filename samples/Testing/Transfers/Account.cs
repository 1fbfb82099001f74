using HostedRuntime.Sync;

namespace Bank.Transfers;

/// <summary>An account, whose lock guards its balance.</summary>
public sealed class Account(int number, decimal balance)
{
    public int Number => number;

    public AsyncMutex Lock { get; } = new() { Name = $"account {number}" };

    public decimal Balance { get; set; } = balance;
}
