using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

public abstract class MpscContract : PlaceContract
{
    private readonly Sender<int> _sender;
    private readonly Receiver<int> _receiver;

    protected MpscContract() => (_sender, _receiver) = MpscChannel.CreateBounded<int>(2);

    [Fact]
    public void CreateBounded_WithCapacityZero_Throws() => Assert.Throws<ArgumentOutOfRangeException>("capacity", () => MpscChannel.CreateBounded<int>(0));

    [Fact]
    public void WriteAsync_WhenFull_WaitsForARead() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        await _sender.WriteAsync(2);
        Assert.False(_sender.TryWrite(3));
        var pending = _sender.WriteAsync(3);
        Assert.False(pending.IsCompleted);
        Assert.Equal(1, await _receiver.ReadAsync());
        await pending;
        Assert.Equal((2, 2), (await _receiver.ReadAsync(), _sender.Capacity!.Value));
        Assert.Equal(3, await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAsync_WhenEmpty_WaitsForTheNextItem() => Run(async () =>
    {
        var pending = _receiver.ReadAsync();
        Assert.False(pending.IsCompleted);
        Assert.True(_sender.TryWrite(7));
        Assert.Equal((7, 0), (await pending, _receiver.Count));
    });

    [Fact]
    public void ReadAsync_WhenCanceled_LeavesItemToNextRead() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        var next = _receiver.ReadAsync();
        source.Cancel();
        Assert.True(_sender.TryWrite(7));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(7, await next);
    });

    [Fact]
    public void WriteAsync_WhenCanceled_SendsNothing() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        await _sender.WriteAsync(2);
        using var source = new CancellationTokenSource();
        var canceled = _sender.WriteAsync(3, source.Token);
        var next = _sender.WriteAsync(4);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        _sender.Dispose();
        Assert.Equal([1, 2, 4], await ReadAllAsync());
        await next;
    });

    [Fact]
    public void Dispose_OfLastSender_EndsReadsAfterTheItems() => Run(async () =>
    {
        var clone = _sender.Clone();
        Assert.Equal(2, _receiver.SenderCount);
        await _sender.WriteAsync(1);
        _sender.Dispose();
        _sender.Dispose();
        Assert.False(_receiver.IsClosed);
        await clone.WriteAsync(2);
        clone.Dispose();
        Assert.True(_receiver.IsClosed);
        Assert.False(_receiver.Completion.IsCompleted);
        Assert.Equal([1, 2], await ReadAllAsync());
        await _receiver.Completion;
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
        Assert.False(await _receiver.WaitToReadAsync());
    });

    [Fact]
    public void Dispose_OfLastSender_EndsWaitingReads() => Run(async () =>
    {
        var read = _receiver.ReadAsync();
        var wait = _receiver.WaitToReadAsync();
        _sender.Dispose();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await read);
        Assert.False(await wait);
    });

    [Fact]
    public void Sender_WhenDisposed_RefusesEveryCall() => Run(async () =>
    {
        using var other = _sender.Clone();
        _sender.Dispose();
        Assert.False(_sender.TryWrite(1));
        Assert.False(_sender.TryComplete());
        Assert.False(await _sender.WaitToWriteAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _sender.WriteAsync(1));
        Assert.Equal(
            "This sender was disposed. Clone it before its owner disposes it.",
            Assert.Throws<ObjectDisposedException>(() => _sender.Clone()).Message);
        Assert.True(other.TryWrite(1));
    });

    [Fact]
    public void TryComplete_WithAnError_ThrowsItAfterTheItems() => Run(async () =>
    {
        using var other = _sender.Clone();
        await _sender.WriteAsync(1);
        await _sender.WriteAsync(2);
        var waiting = other.WriteAsync(3);
        Assert.True(_sender.TryComplete(new FormatException()));
        var refused = await Assert.ThrowsAsync<ChannelClosedException>(async () => await waiting);
        Assert.IsType<FormatException>(refused.InnerException);
        Assert.Equal((1, 2), (await _receiver.ReadAsync(), await _receiver.ReadAsync()));
        var error = await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadAsync());
        Assert.IsType<FormatException>(error.InnerException);
        await Assert.ThrowsAsync<FormatException>(async () => await _receiver.WaitToReadAsync());
        await Assert.ThrowsAsync<FormatException>(() => _receiver.Completion);
    });

    [Fact]
    public void Closed_WhenAnotherSenderCompletesWithError_Completes() => Run(async () =>
    {
        using var other = _sender.Clone();
        var closed = other.Closed;
        var error = new FormatException();
        Assert.True(_sender.TryComplete(error));
        Assert.True(other.IsClosed);
        await closed;
        Assert.True(other.Closed.IsCompletedSuccessfully && _sender.Closed.IsCompletedSuccessfully);
        Assert.False(other.TryComplete(new FormatException()));
        var refused = await Assert.ThrowsAsync<ChannelClosedException>(async () => await other.ReserveAsync());
        Assert.Same(error, refused.InnerException);
        refused = await Assert.ThrowsAsync<ChannelClosedException>(async () => await _sender.ReserveAsync());
        Assert.Same(error, refused.InnerException);
    });

    [Fact]
    public void Closed_WhenLastSenderIsDisposed_Completes() => Run(async () =>
    {
        using var other = _sender.Clone();
        var closed = other.Closed;
        _sender.Dispose();
        Assert.True(_sender.Closed.IsCompletedSuccessfully);
        Assert.False(closed.IsCompleted);
        other.Dispose();
        await closed;
    });

    [Fact]
    public void ReserveAsync_WhenDisposedAndTokenHasFired_IsCanceled() => Run(async () =>
    {
        using var other = _sender.Clone();
        _sender.Dispose();
        var token = new CancellationToken(canceled: true);
        Assert.True(_sender.ReserveAsync(token).IsCanceled);
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await _sender.ReserveAsync());
    });

    [Fact]
    public void TryComplete_WithACancellation_ThrowsItFromWaitingRead() => Run(async () =>
    {
        var error = new OperationCanceledException();
        var many = _receiver.ReadManyAsync(new int[2]);
        Assert.True(_sender.TryComplete(error));
        Assert.Same(error, await Assert.ThrowsAsync<OperationCanceledException>(async () => await many));
        Assert.Same(error, await Assert.ThrowsAsync<OperationCanceledException>(async () => await _receiver.ReadManyAsync(new int[2])));
        Assert.Same(error, await Assert.ThrowsAsync<OperationCanceledException>(async () => await _sender.ReserveAsync()));
    });

    [Fact]
    public void Close_ByTheReceiver_StopsSendersAndKeepsItems() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        await _sender.WriteAsync(2);
        var waiting = _sender.WriteAsync(3);
        var room = _sender.WaitToWriteAsync();
        Assert.False(_sender.Closed.IsCompleted);
        _receiver.Close();
        _receiver.Close();
        await _sender.Closed;
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await waiting);
        Assert.Equal((false, false, true), (await room, _sender.TryWrite(4), _sender.IsClosed));
        Assert.Equal([1, 2], await ReadAllAsync());
        await _receiver.Completion;
    });

    [Fact]
    public void Dispose_OfTheReceiver_DropsTheItems() => Run(async () =>
    {
        await _sender.WriteAsync(1);
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.False(_receiver.TryRead(out _));
        await _receiver.Completion;
        await _sender.Closed;
    });

    [Fact]
    public void WaitToWriteAsync_WhenRoomAppears_ReturnsTrue() => Run(async () =>
    {
        Assert.True(await _sender.WaitToWriteAsync());
        await _sender.WriteAsync(1);
        await _sender.WriteAsync(2);
        var waits = new[] { _sender.WaitToWriteAsync(), _sender.WaitToWriteAsync() };
        Assert.True(_receiver.TryRead(out _));
        Assert.True(await waits[0]);
        Assert.True(await waits[1]);
    });

    [Fact]
    public void ReadManyAsync_WithSomeItems_ReadsThemInOrder() => Run(async () =>
    {
        var buffer = new int[8];
        Assert.Equal(0, await _receiver.ReadManyAsync(Memory<int>.Empty));
        var pending = _receiver.ReadManyAsync(buffer);
        await _sender.WriteAsync(1);
        Assert.Equal((1, 1), (await pending, buffer[0]));
        await _sender.WriteAsync(2);
        await _sender.WriteAsync(3);
        Assert.Equal(2, await _receiver.ReadManyAsync(buffer));
        Assert.Equal([2, 3], buffer[..2]);
        _sender.Dispose();
        Assert.Equal(0, await _receiver.ReadManyAsync(buffer));
    });

    [Fact]
    public void TryPeek_WhenAnItemIsThere_LeavesTheItem() => Run(async () =>
    {
        Assert.False(_receiver.TryPeek(out _));
        await _sender.WriteAsync(5);
        Assert.True(_receiver.TryPeek(out var item));
        Assert.Equal((5, 1, true, true), (item, _receiver.Count, _receiver.CanCount, _receiver.CanPeek));
    });

    [Fact]
    public void WriteAsync_FromManyProducers_KeepsEachProducersOrder() => Run(async () =>
    {
        const int Producers = 4, Each = 2_000;
        var senders = Enumerable.Range(0, Producers).Select(_ => _sender.Clone()).ToArray();
        var producers = senders.Select((sender, p) => Task.Run(async () =>
        {
            using var mine = sender;
            for (var i = 0; i < Each; i++)
                await mine.WriteAsync((p * Each) + i);
        })).ToArray();
        _sender.Dispose();
        var last = Enumerable.Repeat(-1, Producers).ToArray();
        await foreach (var item in _receiver.ReadAllAsync())
        {
            var (producer, index) = (item / Each, item % Each);
            Assert.Equal(last[producer] + 1, index);
            last[producer] = index;
        }

        Assert.All(last, index => Assert.Equal(Each - 1, index));
        await Task.WhenAll(producers);
    });

    [Fact]
    public void Cancel_OnBothSides_LosesAndDuplicatesNoItem() => Run(async () =>
    {
        const int Count = 20_000;
        var read = new int[Count];
        var sent = new bool[Count];
        Sender<int>[] senders = [_sender.Clone(), _sender.Clone()];
        var producers = senders.Select((sender, p) => Task.Run(async () =>
        {
            using var mine = sender;
            var random = new Random(p);
            for (var i = p; i < Count; i += 2)
            {
                using var source = new CancellationTokenSource();
                var write = mine.WriteAsync(i, source.Token);
                if (random.Next(3) == 0)
                    source.Cancel();
                try
                {
                    await write;
                    sent[i] = true;
                }
                catch (OperationCanceledException)
                {
                }
            }
        })).ToArray();
        _sender.Dispose();
        var consumers = Enumerable.Range(2, 2).Select(c => Task.Run(async () =>
        {
            var random = new Random(c);
            while (true)
            {
                using var source = new CancellationTokenSource();
                var next = _receiver.ReadAsync(source.Token);
                if (random.Next(3) == 0)
                    source.Cancel();
                try
                {
                    Interlocked.Increment(ref read[await next]);
                }
                catch (OperationCanceledException)
                {
                }
                catch (ChannelClosedException)
                {
                    return;
                }
            }
        })).ToArray();
        await Task.WhenAll([.. producers, .. consumers]);
        Assert.Equal(sent.Select(was => was ? 1 : 0), read);
    });

    private async Task<List<int>> ReadAllAsync()
    {
        var items = new List<int>();
        await foreach (var item in _receiver.ReadAllAsync())
            items.Add(item);
        return items;
    }
}

public sealed class MpscOnOneWorkerTests : MpscContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class MpscOnTwoWorkersTests : MpscContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class MpscOnCurrentThreadTests : MpscContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class MpscOnThreadPoolTests : MpscContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class MpscOffTheRuntimeTests : MpscContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class MpscOnASingleThreadedContextTests : MpscContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
