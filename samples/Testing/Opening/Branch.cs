using HostedRuntime;

namespace Bank.Opening;

/// <summary>The books of a branch. An account is whole if it has an owner and a balance.</summary>
public sealed class Branch
{
    private readonly Dictionary<int, string> _owners = [];
    private readonly Dictionary<int, decimal> _balances = [];

    /// <summary>Whether each account has an owner and a balance.</summary>
    public bool IsWhole => _owners.Keys.ToHashSet().SetEquals(_balances.Keys);

    /// <summary>The bug: if the task is aborted while it waits for the vault, the account has an owner and no balance.</summary>
    public async Task OpenInStepsAsync(int number, string owner, CancellationToken ct)
    {
        await AskRegisterAsync(ct);
        _owners.Add(number, owner);
        await AskVaultAsync(ct);
        _balances.Add(number, 0);
    }

    /// <summary>The fix: all waits come first, and no wait is between the two entries.</summary>
    public async Task OpenAsync(int number, string owner, CancellationToken ct)
    {
        await AskRegisterAsync(ct);
        await AskVaultAsync(ct);
        _owners.Add(number, owner);
        _balances.Add(number, 0);
    }

    private static ValueTask AskRegisterAsync(CancellationToken ct) => AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);

    private static ValueTask AskVaultAsync(CancellationToken ct) => AsyncTime.SleepAsync(TimeSpan.FromMinutes(1), ct);
}
