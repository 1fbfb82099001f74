using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

public sealed class MpscTests
{
    // The pools of waiters belong to threads.
    private static readonly Limits s_limits = Limits.Default;

    [Fact]
    public void Send_AgainstReceiveAtEmptyAndAtFull_ArrivesOnceInOrder()
        => Proof.Exhaustive(() => new SendAgainstReceive(senders: 1, each: 2, capacity: 1, before: 0), s_limits);

    [Fact]
    public void Send_AgainstReceiveAtTheEndOfASegment_ArrivesOnceInOrder()
        => Proof.Exhaustive(() => new SendAgainstReceive(senders: 1, each: 2, capacity: 2, before: WideItem.InASegment - 1), s_limits);

    [Fact]
    public void Send_OfSeveralAgainstReceive_ArrivesOnceInOrder()
        => Proof.Sampled(() => new SendAgainstReceive(senders: 2, each: 2, capacity: 1, before: WideItem.InASegment - 2), seeds: 2_000, s_limits);

    [Fact]
    public void Sender_DisposedTwiceAtTheSameTime_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var closed = sender.Closed;
        return new DoubleDispose(sender, () => receiver.IsClosed && closed.IsCompleted && receiver.Completion.IsCompleted);
    });

    [Fact]
    public void Receiver_DisposedTwiceAtTheSameTime_HasEndedForBoth() => Proof.Exhaustive(static () =>
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
    public void Send_AgainstTheEnd_IsReadIfItWasSent(bool isClosedByReceiver, bool blocks)
        => Proof.Exhaustive(() => new SendAgainstEnd(isClosedByReceiver, blocks), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_AgainstTheHandOver_TheItemIsInOnePlace(bool inABatch)
        => Proof.Exhaustive(() => new CanceledRead(inABatch), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_AgainstRoom_WhoWaitsBehindIsLetIn(bool reserves)
        => Proof.Exhaustive(() => new CanceledWrite(reserves), s_limits);

    [Theory]
    [InlineData(BoundedChannelFullMode.DropNewest, 0)]
    [InlineData(BoundedChannelFullMode.DropOldest, 0)]
    [InlineData(BoundedChannelFullMode.DropWrite, 0)]
    [InlineData(BoundedChannelFullMode.DropNewest, WideItem.InASegment - 1)]
    [InlineData(BoundedChannelFullMode.DropOldest, WideItem.InASegment - 1)]
    [InlineData(BoundedChannelFullMode.DropWrite, WideItem.InASegment - 1)]
    public void Write_ThatDropsAgainstReceive_EachItemIsReadOrDroppedOnce(BoundedChannelFullMode mode, int before)
        => Proof.Exhaustive(() => new DropAgainstReceive(mode, before), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Permit_AgainstClose_IsWaitedFor(bool sends)
        => Proof.Exhaustive(() => new PermitAgainstClose(sends), s_limits);
}
