using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>
/// A sender sends and ends, or the receiver closes, while the receiver reads to the end. Every item that was sent is read, and the receiver
/// sees the end.
/// </summary>
internal sealed class SendAgainstEnd : Model
{
    private readonly List<int> _sent = [];
    private readonly List<int> _read = [];
    private readonly Receiver<WideItem> _receiver;
    private bool _hasEnded;

    public SendAgainstEnd(bool isClosedByReceiver, bool blocks)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<WideItem>(1);
        _receiver = receiver;
        Thread("sender", () =>
        {
            for (var i = 0; i < 2; i++)
            {
                if (Send(sender, i, blocks))
                    _sent.Add(i);
            }

            sender.Dispose();
        });
        Thread("receiver", () =>
        {
            if (isClosedByReceiver)
                receiver.Close();
            while (receiver.BlockingRead(out var item))
                _read.Add(item.Number);
            _hasEnded = true;
        });
    }

    public override void Check()
    {
        Assert.True(_hasEnded);
        Assert.Equal(_sent, _read);
        Assert.True(_receiver.Completion.IsCompletedSuccessfully);
    }

    private static bool Send(Sender<WideItem> sender, int item, bool blocks)
    {
        if (!blocks)
            return sender.TryWrite(item);
        try
        {
            sender.BlockingWrite(item);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }
}
