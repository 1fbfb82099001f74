using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class BroadcastTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(32, 15, 2)]
    public void Ring_ReadDuringWrite_AcceptsOnlyRequestedItems(int capacity, int before, int items)
        => Proof.Exhaustive(() => new BroadcastRingModel(capacity, before, items));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_AgainstLaggingReader_IsReadOrCounted(bool aborts)
        => Proof.Exhaustive(() => new BroadcastModel(capacity: 1, readers: 1, senders: 1, items: 2, aborts), s_limits with { Preemptions = 1 });

    [Fact]
    public void Send_AgainstReadersAtRandom_IsReadOrCounted()
        => Proof.Sampled(static () => new BroadcastModel(capacity: 2, readers: 2, senders: 1, items: 3, aborts: true), seeds: 800, s_limits);

    [Fact]
    public void Dispose_OfLastSender_EndsWaitingReader()
        => Proof.Exhaustive(static () => new BroadcastModel(capacity: 2, readers: 1, senders: 2, items: 1, aborts: false), s_limits with { Preemptions = 1 });

    [Fact]
    public void Sender_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Broadcast.Create<int>(2);
        return new DoubleDispose(sender, () => receiver.ReadAsync(CancellationToken.None).IsCompleted);
    });

    [Fact]
    public void Receiver_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Broadcast.Create<int>(2);
        var closed = sender.Closed;
        return new DoubleDispose(receiver, () => sender.ReceiverCount == 0 && closed.IsCompleted);
    });

    [Fact]
    public void Read_AgainDuringCancellation_ReturnsItem() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Broadcast.Create<int>(2);
        return new ReadAgainAfterCancel(async ct => (await receiver.ReadAsync(ct)).TryGetItem(out _), () => sender.Send(1));
    });

    [Fact]
    public void Receiver_DisposedDuringRead_ReportsNoMissedItems() => Proof.Exhaustive(static () => new ReadAgainstDispose());

    [Fact]
    public void Dispose_OfLastSenderAtRandom_EndsEachReader()
        => Proof.Sampled(static () => new BroadcastModel(capacity: 2, readers: 2, senders: 2, items: 1, aborts: true), seeds: 800, s_limits);
}
