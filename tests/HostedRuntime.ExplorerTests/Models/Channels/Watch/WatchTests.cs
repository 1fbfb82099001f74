using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class WatchTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Fact]
    public void Sender_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Watch.Create(0);
        return new DoubleDispose(sender, () => receiver.ChangedAsync(CancellationToken.None).IsCompleted);
    });

    [Fact]
    public void Receiver_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Watch.Create(0);
        var closed = sender.Closed;
        return new DoubleDispose(receiver, () => sender.ReceiverCount == 0 && closed.IsCompleted);
    });

    [Fact]
    public void Wait_AgainDuringCancellation_SeesChange() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Watch.Create(0);
        return new ReadAgainAfterCancel(async ct => await receiver.ChangedAsync(ct), () => sender.Send(1));
    });

    [Fact]
    public void Value_ReadDuringWrite_BelongsToItsVersion() => Proof.Exhaustive(static () => new SeqLockModel(values: 2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_AgainstWaitingReceiver_IsSeen(bool aborts)
        => Proof.Exhaustive(() => new WatchModel(receivers: 1, values: 2, aborts), s_limits with { Preemptions = 1 });

    [Fact]
    public void Send_AgainstReceiversAtRandom_IsSeenByEach()
        => Proof.Sampled(static () => new WatchModel(receivers: 2, values: 2, aborts: true), seeds: 800, s_limits);

    // Found by random histories of a watch: receivers that had been notified of the end saw another value after it.
    [Fact]
    public void Send_AgainstEndOfSender_ChangesNothingAfterEnd() => Proof.Exhaustive(static () => new SenderEndModel());
}
