using HostedRuntime.Sync;

namespace Bank.Bills;

/// <summary>Money that bills are paid from. A bill waits until there is enough.</summary>
public sealed class Purse
{
    private readonly AsyncMutex<decimal> _balance = new(0) { Name = "purse" };
    private readonly AsyncNotify _deposited = new() { Name = "deposited" };

    public async Task DepositAsync(decimal amount, CancellationToken ct)
    {
        using (var balance = await _balance.LockAsync(ct))
            balance.Value += amount;
        _deposited.NotifyAll();
    }

    /// <summary>The bug: a deposit between the look at the balance and the wait wakes nobody.</summary>
    public async Task PayHastilyAsync(decimal amount, CancellationToken ct)
    {
        while (!await TryTakeAsync(amount, ct))
#pragma warning disable HRT011 // The rule finds this bug at compile time; the sample shows how a test finds it.
            await _deposited.WaitAsync(ct);
#pragma warning restore HRT011
    }

    /// <summary>The fix: a bill is in line for the next deposit before it looks at the balance.</summary>
    public async Task PayAsync(decimal amount, CancellationToken ct)
    {
        while (true)
        {
            using var next = _deposited.Register();
            if (await TryTakeAsync(amount, ct))
                return;
            await next.WaitAsync(ct);
        }
    }

    private async Task<bool> TryTakeAsync(decimal amount, CancellationToken ct)
    {
        using var balance = await _balance.LockAsync(ct);
        if (balance.Value < amount)
            return false;
        balance.Value -= amount;
        return true;
    }
}
