using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class OneshotTests
{
    private static readonly Limits s_limits = Limits.Default;

    public static TheoryData<int> All => [.. Enum.GetValues<OneshotModel.Against>().Cast<int>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Send_AgainstEndOfRead_IsReadOnceOrRefused(int against)
        => Proof.Exhaustive(() => new OneshotModel((OneshotModel.Against)against), s_limits with { Preemptions = 1 });

    [Fact]
    public void Sender_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        _ = receiver.ReadAsync().AsTask();
        return new DoubleDispose(sender, () => sender.IsClosed);
    });

    [Fact]
    public void Receiver_DisposedByTwoThreads_HasEndedForBoth() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        _ = receiver.ReadAsync().AsTask();
        var closed = sender.Closed;
        return new DoubleDispose(receiver, () => sender.IsClosed && closed.IsCompleted);
    });

    [Fact]
    public void Read_AgainDuringCancellation_ReturnsValue() => Proof.Exhaustive(static () =>
    {
        var (sender, receiver) = Oneshot.Create<int>();
        return new ReadAgainAfterCancel(async ct => await receiver.ReadAsync(ct) == 1, () => sender.TrySend(1));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Send_AgainstEndOfReadAtRandom_IsReadOnceOrRefused(int against)
        => Proof.Sampled(() => new OneshotModel((OneshotModel.Against)against), seeds: 400, s_limits);
}
