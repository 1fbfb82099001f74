using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>A write that waits is cancelled while there comes room for it: it was sent or it was not, and who waits behind it is let in.</summary>
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
        // Two places are not free before both items are read: one behind, who wants one, is let in when it is gone.
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
        // A place for one: for the write that was not cancelled in time, else for the one behind it.
        Assert.True(_canceled.IsCompleted);
        Assert.Equal(_canceled.IsCanceled, _behind.IsCompletedSuccessfully);
        Assert.Equal((1, 2), (_read.Count, _receiver.Count));
        Assert.True(_receiver.TryPeek(out var next));
        Assert.Equal(1, next.Number);
    }
}
