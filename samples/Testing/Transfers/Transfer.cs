namespace Bank.Transfers;

/// <summary>Moves money from one account to another.</summary>
public static class Transfer
{
    /// <summary>The bug: two transfers in opposite directions may each hold the lock that the other one needs.</summary>
    public static async Task CrossedAsync(Account from, Account to, decimal amount, CancellationToken ct)
    {
        using var first = await from.Lock.LockAsync(ct);
        using var second = await to.Lock.LockAsync(ct);
        Move(from, to, amount);
    }

    /// <summary>The fix: all transfers take the locks in the order of the account numbers.</summary>
    public static async Task OrderedAsync(Account from, Account to, decimal amount, CancellationToken ct)
    {
        var (low, high) = from.Number < to.Number ? (from, to) : (to, from);
        using var first = await low.Lock.LockAsync(ct);
        using var second = await high.Lock.LockAsync(ct);
        Move(from, to, amount);
    }

    private static void Move(Account from, Account to, decimal amount)
    {
        from.Balance -= amount;
        to.Balance += amount;
    }
}
