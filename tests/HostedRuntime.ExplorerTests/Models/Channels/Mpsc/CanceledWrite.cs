using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>
/// A waiting write is cancelled while it gets room. Afterwards it was sent or not, and if not, the next waiter was let in.
/// </summary>
internal sealed class CanceledWrite : Model
{
    private readonly List<int> _read = [];
    private readonly Task _canceled;
    private readonly Task _behind;
    private readonly Receiver<WideItem> _receiver;

    public CanceledWrite(bool reserves)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<WideItem>(2);
        _receiver = receiver;
        sender.TryWrite(0);
        sender.TryWrite(1);
        var source = new CancellationTokenSource();
        // The reservation needs two places, which are free only when both items have been read. The next waiter needs one place, and is let
        // in once this waiter has left.
        _canceled = reserves ? sender.ReserveAsync(2, source.Token).AsTask() : sender.WriteAsync(2, source.Token).AsTask();
        _behind = sender.WriteAsync(3).AsTask();
        Thread("canceler", source.Cancel);
        Thread("receiver", () =>
        {
            Assert.True(receiver.TryRead(out var item));
            _read.Add(item.Number);
        });
    }

    public override void Check()
    {
        // There is room for one waiter: for this write if it was not cancelled in time, otherwise for the next write.
        Assert.True(_canceled.IsCompleted);
        Assert.Equal(_canceled.IsCanceled, _behind.IsCompletedSuccessfully);
        Assert.Equal((1, 2), (_read.Count, _receiver.Count));
        Assert.True(_receiver.TryPeek(out var next));
        Assert.Equal(1, next.Number);
    }
}
