using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

public abstract class BroadcastContract : PlaceContract
{
    private readonly BroadcastSender<string> _sender;
    private readonly BroadcastReceiver<string> _receiver;

    protected BroadcastContract() => (_sender, _receiver) = Broadcast.Create<string>(4);

    [Fact]
    public void ReadAsync_AfterSend_CompletesAtOnce() => Run(async () =>
    {
        Assert.Equal(1, _sender.Send("a"));
        Assert.Equal(1, _receiver.Count);
        var read = _receiver.ReadAsync();
        Assert.True(read.IsCompletedSuccessfully);
        AssertItem("a", await read);
        Assert.Equal(0, _receiver.Count);
    });

    [Fact]
    public void ReadAsync_BeforeSend_WaitsForTheItem() => Run(async () =>
    {
        var read = _receiver.ReadAsync();
        Assert.False(read.IsCompleted);
        _sender.Send("a");
        _sender.Send("b");
        AssertItem("a", await read);
        AssertItem("b", await _receiver.ReadAsync());
    });

    [Fact]
    public void Send_ToSeveralReceivers_ReachesEachInOrder() => Run(async () =>
    {
        using var second = _sender.Subscribe();
        using var third = _receiver.Resubscribe();
        Assert.Equal(3, _sender.ReceiverCount);
        var waiting = second.ReadAsync();
        Assert.Equal(3, _sender.Send("a"));
        Assert.Equal(3, _sender.Send("b"));
        AssertItem("a", await waiting);
        AssertItem("b", await second.ReadAsync());
        foreach (var receiver in new[] { _receiver, third })
        {
            AssertItem("a", await receiver.ReadAsync());
            AssertItem("b", await receiver.ReadAsync());
            Assert.False(receiver.TryRead(out _));
        }
    });

    [Fact]
    public void Subscribe_AfterSend_SeesOnlyLaterItems() => Run(async () =>
    {
        _sender.Send("a");
        using var late = _sender.Subscribe();
        Assert.Equal(0, late.Count);
        _sender.Send("b");
        AssertItem("b", await late.ReadAsync());
        Assert.Equal(2, _receiver.Count);
    });

    [Fact]
    public void Send_WithoutReceivers_ReturnsZeroUntilSubscribe() => Run(async () =>
    {
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.Equal((0, 0), (_sender.ReceiverCount, _sender.Send("a")));
        using var receiver = _sender.Subscribe();
        Assert.Equal(1, _sender.Send("b"));
        AssertItem("b", await receiver.ReadAsync());
    });

    [Fact]
    public void ReadAsync_WhenReceiverLags_ReportsMissedCountOnce() => Run(async () =>
    {
        for (var i = 0; i < 7; i++)
            _sender.Send($"{i}");
        Assert.Equal(7, _receiver.Count);
        var gap = await _receiver.ReadAsync();
        Assert.Equal((3L, false, false), (gap.Lagged, gap.IsClosed, gap.TryGetItem(out _)));
        for (var i = 3; i < 7; i++)
            AssertItem($"{i}", await _receiver.ReadAsync());
        Assert.False(_receiver.TryRead(out _));
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(17, 32)]
    [InlineData(1_000_000, 1 << 20)]
    public void Create_AnyCapacity_IsRoundedUp_LagUsesRoundedValue(int asked, int capacity) => Run(async () =>
    {
        var (sender, receiver) = Broadcast.Create<int>(asked);
        Assert.Equal((capacity, capacity), (sender.Capacity, receiver.Capacity));
        for (var i = 0; i < capacity; i++)
            sender.Send(i);
        Assert.True((await receiver.ReadAsync()).TryGetItem(out var first));
        Assert.Equal(0, first);
        sender.Send(capacity);
        sender.Send(capacity + 1);
        Assert.Equal(1, (await receiver.ReadAsync()).Lagged);
        Assert.True((await receiver.ReadAsync()).TryGetItem(out var oldest));
        Assert.Equal(2, oldest);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1 << 30) + 1)]
    public void Create_CapacityOutOfRange_Throws(int capacity)
        => Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => Broadcast.Create<int>(capacity));

    [Fact]
    public void ReadAsync_WhenSenderIsDisposed_ReadsRestThenEnd() => Run(async () =>
    {
        _sender.Send("a");
        _sender.Dispose();
        _sender.Dispose();
        AssertItem("a", await _receiver.ReadAsync());
        Assert.True((await _receiver.ReadAsync()).IsClosed);
        Assert.True(_receiver.TryRead(out var end) && end.IsClosed);
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(() => _sender.Send("b")).Message);
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(_sender.Subscribe).Message);
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(_sender.Clone).Message);
        Assert.True((await _receiver.Resubscribe().ReadAsync()).IsClosed);
    });

    [Fact]
    public void ReadAsync_WhenACloneIsLeft_StaysOpen() => Run(async () =>
    {
        var clone = _sender.Clone();
        var waiting = _receiver.ReadAsync();
        _sender.Dispose();
        Assert.False(waiting.IsCompleted);
        clone.Send("a");
        AssertItem("a", await waiting);
        waiting = _receiver.ReadAsync();
        clone.Dispose();
        Assert.True((await waiting).IsClosed);
    });

    [Fact]
    public void ReadAsync_WhenReceiverIsDisposed_ReadsTheEnd() => Run(async () =>
    {
        var waiting = _receiver.ReadAsync();
        _receiver.Dispose();
        Assert.True((await waiting).IsClosed);
        Assert.True((await _receiver.ReadAsync()).IsClosed);
        Assert.True(_receiver.TryRead(out var read) && read.IsClosed);
        Assert.Equal((0, 0), (_receiver.Count, _sender.ReceiverCount));
    });

    [Fact]
    public void ReadAsync_WhileAnotherReadWaits_Throws_FirstReadStays() => Run(async () =>
    {
        var first = _receiver.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.ReadAsync());
        _sender.Send("a");
        AssertItem("a", await first);
    });

    [Fact]
    public void ReadAsync_WhenCanceled_LeavesItemToNextRead() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(source.Token, error.CancellationToken);
        var next = _receiver.ReadAsync();
        _sender.Send("a");
        AssertItem("a", await next);
    });

    [Fact]
    public void ReadAsync_AfterCanceledUnawaitedRead_GetsTheItem() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var next = _receiver.ReadAsync();
        _sender.Send("a");
        AssertItem("a", await next);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
    });

    [Fact]
    public void ReadAsync_WhenTokenHasFired_LeavesTheItem() => Run(async () =>
    {
        _sender.Send("a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.ReadAsync(new CancellationToken(canceled: true)));
        Assert.Equal(1, _receiver.Count);
    });

    [Fact]
    public void ReadAsync_WhenTaskIsAborted_LeavesItemToNextRead() => Run(async () =>
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(async () => await _receiver.ReadAsync());
        Signals.UntilWaiting(runtime, 1);
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        _sender.Send("a");
        AssertItem("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAllAsync_WhenSenderIsDisposed_YieldsItemsAndEnds() => Run(async () =>
    {
        var reading = ToListAsync(_receiver.ReadAllAsync());
        _sender.Send("a");
        _sender.Send("b");
        _sender.Dispose();
        Assert.Equal(["a", "b"], await reading);
    });

    [Fact]
    public void ReadAllAsync_WhenLaggedWithoutCallback_ThrowsWithCount() => Run(async () =>
    {
        for (var i = 0; i < 6; i++)
            _sender.Send($"{i}");
        var error = await Assert.ThrowsAsync<BroadcastLaggedException>(() => ToListAsync(_receiver.ReadAllAsync()));
        Assert.Equal(2, error.Lagged);
        Assert.Contains("missed 2 items", error.Message, StringComparison.Ordinal);
        _sender.Dispose();
        Assert.Equal(["2", "3", "4", "5"], await ToListAsync(_receiver.ReadAllAsync()));
    });

    [Fact]
    public void ReadAllAsync_WhenLaggedWithCallback_Continues() => Run(async () =>
    {
        for (var i = 0; i < 6; i++)
            _sender.Send($"{i}");
        _sender.Dispose();
        var missed = new List<long>();
        Assert.Equal(["2", "3", "4", "5"], await ToListAsync(_receiver.ReadAllAsync(missed.Add)));
        Assert.Equal([2], missed);
    });

    [Fact]
    public void ReadAllAsync_WhenCanceled_LosesNoItem() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var reading = ToListAsync(_receiver.ReadAllAsync(cancellationToken: source.Token));
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        _sender.Send("a");
        AssertItem("a", await _receiver.ReadAsync());
    });

    [Fact]
    public void BroadcastRead_WhenDefault_IsEmpty()
    {
        BroadcastRead<string> read = default;
        Assert.Equal((0L, false, false), (read.Lagged, read.IsClosed, read.TryGetItem(out _)));
    }

    [Fact]
    public void ReadAsync_WhenCancelRacesSend_ReadsEachItemOnce() => Run(async () =>
    {
        const int Count = 5_000;
        var (sender, receiver) = Broadcast.Create<int>(Count);
        var sending = Task.Run(() =>
        {
            using (sender)
            {
                for (var i = 0; i < Count; i++)
                    sender.Send(i);
            }
        });
        var expected = 0;
        while (true)
        {
            using var source = new CancellationTokenSource();
            var next = receiver.ReadAsync(source.Token);
            var canceling = Task.Run(source.Cancel);
            try
            {
                var read = await next;
                if (read.IsClosed)
                    break;
                AssertItem(expected++, read);
            }
            catch (OperationCanceledException)
            {
            }

            await canceling;
        }

        await sending;
        Assert.Equal(Count, expected);
    });

    [Fact]
    public void ReadAsync_WhileSenderOverruns_ReadsInOrderAndCountsMissed() => Run(async () =>
    {
        const int Count = 100_000;
        // The two words of an item are equal. A torn read would return two different words.
        var (sender, receiver) = Broadcast.Create<(long Item, long Same)>(8);
        var sending = Task.Run(() =>
        {
            using (sender)
            {
                for (var i = 0L; i < Count; i++)
                    sender.Send((i, i));
            }
        });
        var next = 0L;
        for (var read = await receiver.ReadAsync(); !read.IsClosed; read = await receiver.ReadAsync())
        {
            if (read.TryGetItem(out var item))
                Assert.Equal((next++, item.Item), (item.Same, item.Same));
            next += read.Lagged;
        }

        Assert.Equal(Count, next);
        await sending;
    });

    private static void AssertItem<T>(T expected, BroadcastRead<T> read)
    {
        Assert.True(read.TryGetItem(out var item), read.ToString());
        Assert.Equal(expected, item);
        Assert.Equal((0L, false), (read.Lagged, read.IsClosed));
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}

public sealed class BroadcastOnOneWorkerTests : BroadcastContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class BroadcastOnTwoWorkersTests : BroadcastContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class BroadcastOffTheRuntimeTests : BroadcastContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class BroadcastOnASingleThreadedContextTests : BroadcastContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
