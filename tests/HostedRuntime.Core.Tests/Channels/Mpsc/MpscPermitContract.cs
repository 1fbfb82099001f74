using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

public abstract class MpscPermitContract : PlaceContract
{
    private readonly Sender<int> _sender;
    private readonly Receiver<int> _receiver;

    protected MpscPermitContract() => (_sender, _receiver) = MpscChannel.CreateBounded<int>(2);

    [Fact]
    public void ReserveAsync_WhenThereIsRoom_HoldsThePlaceUntilSend() => Run(async () =>
    {
        using var permit = await _sender.ReserveAsync();
        Assert.Equal((1, 0), (permit.Remaining, _sender.Count));
        Assert.True(_sender.TryWrite(1));
        Assert.False(_sender.TryWrite(2));
        permit.Send(3);
        Assert.Equal((0, 2), (permit.Remaining, _sender.Count));
        Assert.Equal((1, 3), (await _receiver.ReadAsync(), await _receiver.ReadAsync()));
    });

    [Fact]
    public void ReserveAsync_BeyondTheRoom_KeepsLaterWritersWaiting() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        var both = _sender.ReserveAsync(2);
        var behind = _sender.WriteAsync(4);
        // One place is free. Later writers must not take it, because the reservation came first.
        Assert.Equal((false, false, false), (both.IsCompleted, behind.IsCompleted, _sender.TryWrite(9)));
        Assert.False(_sender.TryReserve(out _));
        Assert.Equal(1, await _receiver.ReadAsync());
        using var permit = await both;
        Assert.False(behind.IsCompleted);
        permit.Send(2);
        permit.Send(3);
        Assert.Equal(2, await _receiver.ReadAsync());
        await behind;
        Assert.Equal((3, 4), (await _receiver.ReadAsync(), await _receiver.ReadAsync()));
    });

    [Fact]
    public void ReserveAsync_WhenCanceled_LetsLaterWritersIn() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        using var source = new CancellationTokenSource();
        var both = _sender.ReserveAsync(2, source.Token);
        var behind = _sender.WriteAsync(2);
        Assert.False(behind.IsCompleted);
        source.Cancel();
        await behind;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await both);
        Assert.Equal(2, _receiver.Count);
    });

    [Fact]
    public void TryReserve_SeveralPlaces_TakesAllOrNone() => Run(async () =>
    {
        Assert.True(_sender.TryReserve(2, out var both));
        Assert.Equal((2, 0), (both.Remaining, _sender.FreeCapacity));
        Assert.False(_sender.TryReserve(1, out _));
        both.Send(1);
        both.Dispose();
        Assert.False(_sender.TryReserve(2, out var none));
        Assert.Equal((0, 1), (none.Remaining, _sender.FreeCapacity));
        Assert.Equal(1, await _receiver.ReadAsync());
        Assert.True(_sender.TryReserve(2, out both));
        both.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>("count", () => _sender.TryReserve(0, out _));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => _sender.TryReserve(3, out _));
        _sender.Dispose();
        Assert.False(_sender.TryReserve(2, out _));
    });

    [Fact]
    public void TryReserve_WhileAReservationWaits_ReturnsFalse() => Run(async () =>
    {
        Assert.True(_sender.TryWrite(1));
        var waiting = _sender.ReserveAsync(2);
        Assert.Equal(1, _sender.FreeCapacity);
        Assert.False(_sender.TryReserve(1, out _));
        Assert.Equal(1, await _receiver.ReadAsync());
        using var permit = await waiting;
        Assert.Equal(2, permit.Remaining);
    });

    [Fact]
    public void FreeCapacity_WithItemsAndPermits_ReturnsTheRest() => Run(async () =>
    {
        Assert.Equal((2, 2), (_sender.FreeCapacity, _receiver.FreeCapacity));
        await _sender.WriteAsync(1);
        using (await _sender.ReserveAsync())
            Assert.Equal((0, 0), (_sender.FreeCapacity, _receiver.FreeCapacity));
        Assert.Equal(1, _sender.FreeCapacity);
        _receiver.Dispose();
        Assert.Equal(2, _sender.FreeCapacity);
        Assert.Null(MpscChannel.CreateUnbounded<int>().Sender.FreeCapacity);
        Assert.True(MpscChannel.CreateUnbounded<int>().Sender.TryReserve(1_000, out var many));
        Assert.Equal(1_000, many.Remaining);
    });

    [Fact]
    public void ReserveAsync_WhenCountIsOutOfRange_Throws() => Run(async () =>
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("count", async () => await _sender.ReserveAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("count", async () => await _sender.ReserveAsync(3));
    });

    [Fact]
    public void Dispose_OfAPermit_ReturnsUnusedPlaces() => Run(async () =>
    {
        var permit = await _sender.ReserveAsync(2);
        permit.Send(1);
        var waiting = _sender.WriteAsync(2);
        var room = _sender.WaitToWriteAsync();
        Assert.Equal((false, false), (waiting.IsCompleted, room.IsCompleted));
        permit.Dispose();
        await waiting;
        Assert.Equal(1, await _receiver.ReadAsync());
        Assert.True(await room);
    });

    [Fact]
    public void Permit_WhenUsedUp_ThrowsAndChangesNothing() => Run(async () =>
    {
        var first = await _sender.ReserveAsync();
        var copy = first;
        first.Send(1);
        Assert.Throws<InvalidOperationException>(() => copy.Send(2));
        // The second permit may reuse the storage of the first. The first permit and its copy must not reach it.
        using var second = await _sender.ReserveAsync();
        first.Dispose();
        copy.Dispose();
        Assert.Equal((0, 1), (copy.Remaining, second.Remaining));
        Assert.False(_sender.TryWrite(3));
        Assert.Throws<InvalidOperationException>(() => default(Sender<int>.Permit).Send(1));
        default(Sender<int>.Permit).Dispose();
    });

    [Fact]
    public void Permit_AfterClose_StillSends_ReaderWaitsForIt() => Run(async () =>
    {
        var used = await _sender.ReserveAsync();
        Assert.True(_sender.TryReserve(out var unused));
        var refused = _sender.ReserveAsync();
        _receiver.Close();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await refused);
        Assert.False(_sender.TryReserve(out _));
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _sender.ReserveAsync());
        var read = _receiver.WaitToReadAsync();
        Assert.False(read.IsCompleted);
        used.Send(7);
        Assert.True(await read);
        Assert.Equal(7, await _receiver.ReadAsync());
        var end = _receiver.ReadManyAsync(new int[1]);
        Assert.Equal((false, false), (end.IsCompleted, _receiver.Completion.IsCompleted));
        unused.Dispose();
        Assert.Equal(0, await end);
        await _receiver.Completion;
    });

    [Fact]
    public void Permit_AfterTheLastSender_KeepsTheChannelOpen() => Run(async () =>
    {
        var permit = await _sender.ReserveAsync();
        _sender.Dispose();
        var read = _receiver.ReadAsync();
        permit.Send(7);
        Assert.Equal(7, await read);
        await _receiver.Completion;
    });

    [Fact]
    public void Permit_WhenReceiverIsDisposed_DropsItsItem() => Run(async () =>
    {
        using var permit = await _sender.ReserveAsync(2);
        _receiver.Dispose();
        await _receiver.Completion;
        permit.Send(1);
        Assert.Equal((1, 0), (permit.Remaining, _receiver.Count));
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
    });

    [Fact]
    public void ReserveAsync_WhenUnbounded_NeverWaits() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        using var permit = await sender.ReserveAsync(1_000);
        for (var i = 0; i < 1_000; i++)
            permit.Send(i);
        Assert.Equal((1_000, 0), (receiver.Count, permit.Remaining));
    });
}

public sealed class MpscPermitOnOneWorkerTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class MpscPermitOnTwoWorkersTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class MpscPermitOnCurrentThreadTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class MpscPermitOnThreadPoolTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class MpscPermitOffTheRuntimeTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class MpscPermitOnASingleThreadedContextTests : MpscPermitContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
