using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

public sealed class MpscTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Fact]
    public void Send_AgainstReceiveAtEmptyAndFull_ArrivesOnceInOrder()
        => Proof.Exhaustive(() => new SendAgainstReceive(senders: 1, each: 2, capacity: 1, before: 0), s_limits);

    [Fact]
    public void Send_AgainstReceiveAtSegmentEnd_ArrivesOnceInOrder()
        => Proof.Exhaustive(() => new SendAgainstReceive(senders: 1, each: 2, capacity: 2, before: WideItem.InASegment - 1), s_limits);

    [Fact]
    public void Send_OfTwoSendersAgainstReceive_ArrivesOnceInOrder()
        => Proof.Sampled(() => new SendAgainstReceive(senders: 2, each: 2, capacity: 1, before: WideItem.InASegment - 2), seeds: 2_000, s_limits);

    [Fact]
    public void Sender_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var closed = sender.Closed;
        return new DoubleDispose(sender, () => receiver.IsClosed && closed.IsCompleted && receiver.Completion.IsCompleted);
    });

    [Fact]
    public void Receiver_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var closed = sender.Closed;
        return new DoubleDispose(receiver, () => sender.IsClosed && closed.IsCompleted && receiver.Completion.IsCompleted);
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Send_AgainstEnd_IsReadIfSent(bool isClosedByReceiver, bool blocks)
        => Proof.Exhaustive(() => new SendAgainstEnd(isClosedByReceiver, blocks), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_AgainstDelivery_LeavesItemInOnePlace(bool inABatch)
        => Proof.Exhaustive(() => new CanceledRead(inABatch), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_AgainstRoom_LetsNextWriterIn(bool reserves)
        => Proof.Exhaustive(() => new CanceledWrite(reserves), s_limits);

    [Theory]
    [InlineData(BoundedChannelFullMode.DropNewest, 0)]
    [InlineData(BoundedChannelFullMode.DropOldest, 0)]
    [InlineData(BoundedChannelFullMode.DropWrite, 0)]
    [InlineData(BoundedChannelFullMode.DropNewest, WideItem.InASegment - 1)]
    [InlineData(BoundedChannelFullMode.DropOldest, WideItem.InASegment - 1)]
    [InlineData(BoundedChannelFullMode.DropWrite, WideItem.InASegment - 1)]
    public void Write_DroppingAgainstReceive_ReadsOrDropsEachOnce(BoundedChannelFullMode mode, int before)
        => Proof.Exhaustive(() => new DropAgainstReceive(mode, before), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Close_AgainstPermit_WaitsForPermit(bool sends)
        => Proof.Exhaustive(() => new PermitAgainstClose(sends), s_limits);
}
