using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

public abstract class OneshotContract : PlaceContract
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;

    protected OneshotContract() => (_sender, _receiver) = Oneshot.Create<string>();

    [Fact]
    public void ReadAsync_AfterSend_CompletesAtOnce() => Run(async () =>
    {
        Assert.False(_sender.IsClosed);
        Assert.True(_sender.TrySend("a"));
        var read = _receiver.ReadAsync();
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal("a", await read);
    });

    [Fact]
    public void ReadAsync_BeforeSend_WaitsForTheValue() => Run(async () =>
    {
        var read = _receiver.ReadAsync();
        Assert.False(read.IsCompleted);
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await read);
    });

    [Fact]
    public void TryRead_AfterSend_TakesTheValueOnce() => Run(() =>
    {
        Assert.False(_receiver.TryRead(out _));
        Assert.True(_sender.TrySend("a"));
        Assert.True(_receiver.TryRead(out var value));
        Assert.Equal("a", value);
        Assert.False(_receiver.TryRead(out _));
        return Task.CompletedTask;
    });

    [Fact]
    public void ReadAsync_WhenValueWasTaken_Throws() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        await _receiver.ReadAsync();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAsync_WhileAnotherReadWaits_Throws_FirstReadStays() => Run(async () =>
    {
        var first = _receiver.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.ReadAsync());
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await first);
    });

    [Fact]
    public void ReadAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var read = _receiver.ReadAsync();
        Assert.True(_sender.TrySend("a"));
        await read;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await read);
    });

    [Fact]
    public void TrySend_WhenValueWasSent_ReturnsFalse() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        Assert.True(_sender.IsClosed);
        Assert.False(_sender.TrySend("b"));
        _sender.Dispose();
        Assert.Equal("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void Dispose_OfTheSender_EndsTheReads() => Run(async () =>
    {
        var waiting = _receiver.ReadAsync();
        _sender.Dispose();
        _sender.Dispose();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await waiting);
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
        Assert.False(_receiver.TryRead(out _));
        Assert.Equal((true, false), (_sender.IsClosed, _sender.TrySend("a")));
    });

    [Fact]
    public void Close_BeforeSend_RefusesTheValue() => Run(async () =>
    {
        var closed = _sender.Closed;
        Assert.False(closed.IsCompleted);
        _receiver.Close();
        _receiver.Close();
        await closed;
        Assert.Equal((true, false), (_sender.IsClosed, _sender.TrySend("a")));
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
    });

    [Fact]
    public void Close_AfterSend_LeavesTheValue() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        _receiver.Close();
        Assert.Equal("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void Close_WhileAReadWaits_EndsTheRead() => Run(async () =>
    {
        var waiting = _receiver.ReadAsync();
        _receiver.Close();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await waiting);
        Assert.False(_sender.TrySend("a"));
    });

    [Fact]
    public void Dispose_OfTheReceiver_DropsTheValue() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.False(_receiver.TryRead(out _));
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
        await _sender.Closed;
    });

    [Fact]
    public void Closed_WhenValueIsTaken_Completes() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        var closed = _sender.Closed;
        Assert.False(closed.IsCompleted);
        await _receiver.ReadAsync();
        await closed;
    });

    [Fact]
    public void ReadAsync_WhenCanceled_LeavesValueToNextRead() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAsync_WhenTokenHasFired_LeavesTheValue() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.ReadAsync(new CancellationToken(canceled: true)));
        Assert.True(_receiver.TryRead(out _));
    });

    [Fact]
    public void ReadAsync_WhenTaskIsAborted_LeavesValueToNextRead() => Run(async () =>
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var receiver = _receiver;
        var task = runtime.Spawn(async () => await receiver.ReadAsync());
        Signals.UntilWaiting(runtime, 1);
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAsync_WhenDecidedBeforeTheAwait_IsCompleted() => Run(async () =>
    {
        var read = _receiver.ReadAsync();
        Assert.True(_sender.TrySend("a"));
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal("a", await read);

        var (sender, receiver) = Oneshot.Create<string>();
        read = receiver.ReadAsync();
        sender.Dispose();
        Assert.True(read.IsFaulted);
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await read);
    });

    [Fact]
    public void ReadAsync_WhenCanceledBeforeTheAwait_TakesNothing() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var read = _receiver.ReadAsync(source.Token);
        source.Cancel();
        Assert.True(read.IsCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        var next = _receiver.ReadAsync();
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await next);
    });

    [Fact]
    public void ReadAsync_WhenCanceledRepeatedly_LeavesValueToLastRead() => Run(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            using var source = new CancellationTokenSource();
            var canceled = _receiver.ReadAsync(source.Token).AsTask();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
            Assert.False(_sender.IsClosed);
        }

        var last = _receiver.ReadAsync().AsTask();
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await last);
    });

    [Fact]
    public void ReadAsync_WhileAReadIsAwaited_Throws_FirstReadStays() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);

        var first = _receiver.ReadAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _receiver.ReadAsync().AsTask());
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await first);
    });

    [Fact]
    public void Closed_WhileAReadWaits_CompletesWithTheSend() => Run(async () =>
    {
        var read = _receiver.ReadAsync().AsTask();
        var closed = _sender.Closed;
        Assert.False(closed.IsCompleted);
        Assert.True(_sender.TrySend("a"));
        await closed;
        Assert.Equal("a", await read);
    });

    [Fact]
    public void Closed_WhenReceiverClosesAfterSend_Completes() => Run(async () =>
    {
        Assert.True(_sender.TrySend("a"));
        _receiver.Close();
        await _sender.Closed;
        Assert.True(_receiver.TryRead(out var value));
        Assert.Equal("a", value);
    });

    [Fact]
    public void Closed_WhenReceiverIsDisposedAfterSender_Completes() => Run(async () =>
    {
        _sender.Dispose();
        var closed = _sender.Closed;
        Assert.False(closed.IsCompleted);
        _receiver.Dispose();
        await closed;
    });

    [Fact]
    public void SenderAndReceiver_WhenDefault_AreClosed() => Run(async () =>
    {
        OneshotSender<string> sender = default;
        OneshotReceiver<string> receiver = default;
        await sender.Closed;
        Assert.Equal((true, false, false), (sender.IsClosed, sender.TrySend("a"), receiver.TryRead(out _)));
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await receiver.ReadAsync());
        receiver.Close();
        receiver.Dispose();
        sender.Dispose();
    });

    [Fact]
    public void ReadAsync_WhenCancelRacesSend_ReadsTheValueOnce() => Run(async () =>
    {
        const int Count = 5_000;
        var lost = 0;
        for (var i = 0; i < Count; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            using var source = new CancellationTokenSource();
            var read = receiver.ReadAsync(source.Token);
            var expected = i;
            var sending = Task.Run(() => sender.TrySend(expected));
            var canceling = Task.Run(source.Cancel);
            int value;
            try
            {
                value = await read;
                Assert.False(receiver.TryRead(out _));
            }
            catch (OperationCanceledException)
            {
                value = await receiver.ReadAsync();
            }

            await canceling;
            if (!await sending || value != expected)
                lost++;
        }

        Assert.Equal(0, lost);
    });

    [Fact]
    public void Close_WhenItRacesSend_BothEndsAgree() => Run(async () =>
    {
        for (var i = 0; i < 5_000; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            var read = receiver.ReadAsync();
            var closing = Task.Run(receiver.Close);
            var sent = sender.TrySend(i);
            bool received;
            try
            {
                received = await read == i;
            }
            catch (ChannelClosedException)
            {
                received = false;
            }

            Assert.Equal(sent, received);
            await closing;
        }
    });
}

public sealed class OneshotOnOneWorkerTests : OneshotContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OneshotOnTwoWorkersTests : OneshotContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class OneshotOffTheRuntimeTests : OneshotContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OneshotOnASingleThreadedContextTests : OneshotContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
