using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>
/// The receiver closes and reads to the end while a permit is in use. The end comes after the permit, and if the permit sent an item, after
/// that item.
/// </summary>
internal sealed class PermitAgainstClose : Model
{
    private readonly List<int> _read = [];
    private readonly bool _sends;
    private bool _hasEnded;

    public PermitAgainstClose(bool sends)
    {
        _sends = sends;
        var (sender, receiver) = MpscChannel.CreateBounded<WideItem>(1);
        Assert.True(sender.TryReserve(out var permit));
        Thread("permit", () =>
        {
            if (sends)
                permit.Send(1);
            permit.Dispose();
        });
        Thread("receiver", () =>
        {
            receiver.Close();
            while (receiver.BlockingRead(out var item))
                _read.Add(item.Number);
            _hasEnded = true;
        });
    }

    public override void Check()
    {
        Assert.True(_hasEnded);
        Assert.Equal(_sends ? [1] : [], _read);
    }
}
