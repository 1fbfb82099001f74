namespace HostedRuntime.StressTests.Soak;

/// <summary>A channel of numbered items as the soak uses it: ours, or the BCL's.</summary>
internal abstract class SoakChannel
{
    /// <summary>A sending end for one producer.</summary>
    public abstract ISoakSender CreateSender();

    /// <summary>No more senders are made.</summary>
    public abstract void Start();

    /// <summary>Takes some items, in one of the ways there are; zero: the channel has ended.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<SoakItem> buffer, int way, CancellationToken ct);
}

/// <summary>One producer's end.</summary>
internal interface ISoakSender : IDisposable
{
    /// <summary>Sends at least one item of those from <paramref name="next"/> on, in one of the ways there are. An exception means that none was sent.</summary>
    /// <returns>How many were sent.</returns>
    ValueTask<int> SendAsync(SoakItem next, int way, CancellationToken ct);
}

/// <summary>The items of a producer are numbered without gaps.</summary>
internal readonly record struct SoakItem(int Producer, int Number);
