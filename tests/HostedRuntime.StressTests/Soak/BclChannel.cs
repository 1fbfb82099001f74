using System.Threading.Channels;

namespace HostedRuntime.StressTests.Soak;

/// <summary>A channel of System.Threading.Channels, on which the soak runs for comparison.</summary>
internal sealed class BclChannel(int capacity) : SoakChannel
{
    private readonly Channel<SoakItem> _channel = Channel.CreateBounded<SoakItem>(capacity);
    private int _senders;

    public override ISoakSender CreateSender()
    {
        _senders++;
        return new BclSender(this);
    }

    public override void Start()
    {
    }

    public override async ValueTask<int> ReadAsync(Memory<SoakItem> buffer, int way, CancellationToken ct)
    {
        try
        {
            var item = await _channel.Reader.ReadAsync(ct);
            buffer.Span[0] = item;
            return 1;
        }
        catch (ChannelClosedException)
        {
            return 0;
        }
    }

    private sealed class BclSender(BclChannel channel) : ISoakSender
    {
        public void Dispose()
        {
            if (Interlocked.Decrement(ref channel._senders) == 0)
                channel._channel.Writer.Complete();
        }

        public async ValueTask<int> SendAsync(SoakItem next, int way, CancellationToken ct)
        {
            await channel._channel.Writer.WriteAsync(next, ct);
            return 1;
        }
    }
}
