using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>
/// A sender writes into a channel that drops items, while a receiver reads. Each item is read or dropped exactly once, and reads are in
/// order.
/// </summary>
internal sealed class DropAgainstReceive : Model
{
    private const int Items = 3;

    private readonly List<int> _read = [];
    private readonly List<int> _dropped = [];
    private readonly Receiver<WideItem> _receiver;

    /// <param name="mode">The mode of the channel, which has one place.</param>
    /// <param name="before">How many items passed the channel before. Eight items fill a segment.</param>
    public DropAgainstReceive(BoundedChannelFullMode mode, int before)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<WideItem>(1, mode, item => _dropped.Add(item.Number));
        _receiver = receiver;
        for (var i = 0; i < before; i++)
        {
            sender.TryWrite(-1);
            receiver.TryRead(out _);
        }

        Thread("sender", () =>
        {
            for (var i = 0; i < Items; i++)
                Assert.True(sender.TryWrite(i));
            sender.Dispose();
        });
        Thread("receiver", () =>
        {
            while (receiver.BlockingRead(out var item))
                _read.Add(item.Number);
        });
    }

    public override void Check()
    {
        Assert.Equal(Enumerable.Range(0, Items), _read.Concat(_dropped).Order());
        Assert.Equal(_read.Order(), _read);
        Assert.True(_receiver.Completion.IsCompletedSuccessfully);
    }
}
