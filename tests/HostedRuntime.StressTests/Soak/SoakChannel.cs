namespace HostedRuntime.StressTests.Soak;

/// <summary>The channel of numbered items that the soak tests: ours or that of the BCL.</summary>
internal abstract class SoakChannel
{
    /// <summary>Creates the sender of one producer.</summary>
    public abstract ISoakSender CreateSender();

    /// <summary>Called when all senders have been created.</summary>
    public abstract void Start();

    /// <summary>Reads some items, in one of several ways.</summary>
    /// <returns>The number of items, or 0 if the channel has ended.</returns>
    public abstract ValueTask<int> ReadAsync(Memory<SoakItem> buffer, int way, CancellationToken ct);
}

/// <summary>The sender of one producer.</summary>
internal interface ISoakSender : IDisposable
{
    /// <summary>
    /// Sends one or more items, beginning with <paramref name="next"/>, in one of several ways. If it throws, none was sent.
    /// </summary>
    /// <returns>The number of items sent.</returns>
    ValueTask<int> SendAsync(SoakItem next, int way, CancellationToken ct);
}

/// <summary>An item. The items of a producer are numbered without gaps.</summary>
internal readonly record struct SoakItem(int Producer, int Number);
