using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>
/// Senders and a receiver block on a channel so small that each side has to wait for the other. Every item arrives once, in the order of
/// its sender, and no thread waits for ever.
/// </summary>
internal sealed class SendAgainstReceive : Model
{
    private readonly List<int> _read = [];

    /// <param name="senders">The number of senders, each on a thread of its own.</param>
    /// <param name="each">The number of items of each sender.</param>
    /// <param name="capacity">The capacity of the channel.</param>
    /// <param name="before">How many items passed the channel before. Eight items fill a segment.</param>
    public SendAgainstReceive(int senders, int each, int capacity, int before)
    {
        var (first, receiver) = MpscChannel.CreateBounded<WideItem>(capacity);
        for (var i = 0; i < before; i++)
        {
            first.TryWrite(i);
            receiver.TryRead(out _);
        }

        for (var s = 0; s < senders; s++)
        {
            var (sender, start) = (first.Clone(), s * each);
            Thread($"sender {s}", () =>
            {
                for (var i = 0; i < each; i++)
                    sender.BlockingWrite(start + i);
            });
        }

        Thread("receiver", () =>
        {
            for (var i = 0; i < senders * each; i++)
            {
                Assert.True(receiver.BlockingRead(out var item));
                _read.Add(item.Number);
            }
        });

        Each = each;
        Senders = senders;
        Receiver = receiver;
    }

    private int Each { get; }

    private int Senders { get; }

    private Receiver<WideItem> Receiver { get; }

    public override void Check()
    {
        for (var s = 0; s < Senders; s++)
            Assert.Equal(Enumerable.Range(s * Each, Each), _read.Where(item => item / Each == s));
        Assert.Equal((Senders * Each, 0), (_read.Count, Receiver.Count));
        Assert.False(Receiver.TryRead(out _));
    }
}
