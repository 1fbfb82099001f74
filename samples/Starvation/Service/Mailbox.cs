namespace Starvation.Service;

/// <summary>Sends a mail for each order, some time after the answer to the customer.</summary>
internal sealed class Mailbox
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(2);

    private int _promised;
    private int _sent;

    public int Promised => Volatile.Read(ref _promised);

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Called before the answer, which promises the mail.</summary>
    public void Promise() => Interlocked.Increment(ref _promised);

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(s_time, cancellationToken);
        Interlocked.Increment(ref _sent);
    }
}
