using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

public sealed class DelayQueueTests : IDisposable
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly DelayQueue<string> _queue;

    public DelayQueueTests() => _queue = new DelayQueue<string>(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void DequeueAsync_WhenTimePasses_ReturnsTheEarliestFirst()
    {
        _queue.Enqueue("b", Ms(200));
        _queue.Enqueue("a", Ms(100));
        _queue.Enqueue("c", TimeSpan.FromDays(2));
        Assert.Equal(3, _queue.Count);
        var first = Start();
        _time.Advance(Ms(99));
        Assert.False(first.IsCompleted);
        _time.Advance(Ms(1));
        Assert.Equal("a", Get(first));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(["b", "c"], [Get(Start()), Get(Start())]);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void DequeueAsync_WhenEmpty_WaitsForAnItem()
    {
        var first = Start();
        var second = Start();
        _queue.Enqueue("a", TimeSpan.Zero);
        Assert.Equal("a", Get(first));
        _queue.Enqueue("c", Ms(200));
        _queue.Enqueue("b", Ms(100));
        _time.Advance(Ms(100));
        Assert.Equal("b", Get(second));
    }

    [Fact]
    public void DequeueAsync_WhenCanceled_TakesNoItem()
    {
        using var cts = new CancellationTokenSource();
        var canceled = _queue.DequeueAsync(cts.Token).AsTask();
        var next = Start();
        _queue.Enqueue("a", Ms(100));
        cts.Cancel();
        Assert.Throws<AggregateException>(() => canceled.Wait(s_hang));
        _time.Advance(Ms(100));
        Assert.Equal("a", Get(next));
    }

    [Fact]
    public void TryRemove_BeforeAndAfterDueTime_RemovesOnce()
    {
        var a = _queue.Enqueue("a", Ms(100));
        var b = _queue.Enqueue("b", Ms(100));
        Assert.True(_queue.TryRemove(a, out var item));
        Assert.Equal("a", item);
        Assert.False(_queue.TryRemove(a, out _));
        _time.Advance(Ms(200));
        Assert.True(_queue.TryRemove(b, out item));
        Assert.Equal("b", item);
        Assert.False(_queue.TryRemove(default, out _));
        using var other = new DelayQueue<string>(_time);
        Assert.False(other.TryRemove(_queue.Enqueue("c", Ms(1)), out _));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void TryReset_WhileAReaderWaits_MovesTheDueTime()
    {
        var key = _queue.Enqueue("a", Ms(100));
        var first = Start();
        _time.Advance(Ms(60));
        Assert.True(_queue.TryReset(key, Ms(100)));
        _time.Advance(Ms(60));
        Assert.False(first.IsCompleted);
        Assert.True(_queue.TryReset(key, TimeSpan.Zero));
        Assert.Equal("a", Get(first));
        Assert.False(_queue.TryReset(key, Ms(1)));
    }

    [Fact]
    public void Enqueue_InfiniteDelay_WaitsForAReset()
    {
        var key = _queue.Enqueue("a", Timeout.InfiniteTimeSpan);
        var first = Start();
        _time.Advance(TimeSpan.FromDays(10_000));
        Assert.False(first.IsCompleted);
        Assert.True(_queue.TryReset(key, Ms(5)));
        _time.Advance(Ms(5));
        Assert.Equal("a", Get(first));
    }

    [Fact]
    public void ReadAllAsync_UntilDisposed_ReturnsEachItem()
    {
        var read = Task.Run(async () =>
        {
            var items = new List<string>();
            await foreach (var item in _queue.ReadAllAsync())
            {
                items.Add(item);
                if (items.Count == 3)
                    _queue.Dispose();
            }

            return items;
        });
        foreach (var item in new[] { "a", "b", "c" })
            _queue.Enqueue(item, TimeSpan.Zero);
        Assert.True(read.Wait(s_hang));
        Assert.Equal(["a", "b", "c"], read.Result);
    }

    [Fact]
    public void Dispose_WhileAReaderWaits_ThrowsAndDropsTheItems()
    {
        var waiting = Start();
        var key = _queue.Enqueue("a", Ms(100));
        _queue.Dispose();
        _queue.Dispose();
        Assert.Equal(
            "The delay queue was disposed. Dispose it after the last call; a loop over ReadAllAsync ends without an exception then.",
            Assert.IsType<ObjectDisposedException>(Assert.Throws<AggregateException>(() => waiting.Wait(s_hang)).InnerException).Message);
        Assert.Equal(0, _queue.Count);
        Assert.False(_queue.TryRemove(key, out _));
        Assert.Equal(
            "The delay queue was disposed. Dispose it after the last call; a loop over ReadAllAsync ends without an exception then.",
            Assert.Throws<ObjectDisposedException>(() => _queue.Enqueue("b", Ms(1))).Message);
        Assert.Throws<ObjectDisposedException>(() => { _ = _queue.DequeueAsync(); });
        Assert.Throws<ObjectDisposedException>(_queue.Clear);
        Assert.Throws<ObjectDisposedException>(_queue.Complete);
        Assert.False(_queue.TryPeek(out _, out _, out _));
    }

    [Fact]
    public void DequeueAsync_ManyDueItems_ReturnsEachOnce()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
            _queue.Enqueue($"{i}", Ms(random.Next(100_000)));
        _time.Advance(Ms(100_000));
        var seen = new HashSet<string>();
        while (_queue.Count > 0)
            Assert.True(seen.Add(Get(Start())));
        Assert.Equal(10_000, seen.Count);
    }

    [Fact]
    public void TryPeek_WithItems_ReturnsTheNextAndLeavesIt()
    {
        Assert.False(_queue.TryPeek(out _, out _, out _));
        var never = _queue.Enqueue("never", Timeout.InfiniteTimeSpan);
        AssertNext("never", Timeout.InfiniteTimeSpan);
        _queue.Enqueue("b", Ms(300));
        var a = _queue.Enqueue("a", Ms(100));
        var peeked = AssertNext("a", Ms(100));
        Assert.Equal(a, peeked);
        _time.Advance(Ms(40));
        AssertNext("a", Ms(60));
        Assert.True(_queue.TryReset(peeked, Ms(500)));
        AssertNext("b", Ms(260));
        _time.Advance(Ms(1_000));
        AssertNext("b", TimeSpan.Zero);
        Assert.Equal(3, _queue.Count);
        Assert.Equal(["b", "a"], [Get(Start()), Get(Start())]);
        Assert.True(_queue.TryRemove(never, out _));
        Assert.False(_queue.TryPeek(out _, out _, out _));
    }

    [Fact]
    public void TryPeek_WhileAReaderWaits_LeavesItsItem()
    {
        var first = Start();
        _queue.Enqueue("a", Ms(100));
        AssertNext("a", Ms(100));
        _time.Advance(Ms(100));
        Assert.Equal("a", Get(first));
        Assert.False(_queue.TryPeek(out _, out _, out _));
    }

    [Fact]
    public void TryPeek_ManyItems_ReturnsTheNextToDequeue()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
            _queue.Enqueue($"{i}", TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay * 40)));
        while (_queue.TryPeek(out _, out var next, out var delay))
        {
            var item = Start();
            _time.Advance(delay);
            Assert.Equal(next, Get(item));
        }

        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Clear_WhileAReaderWaits_DropsOnlyTheItems()
    {
        var first = Start();
        DelayQueue<string>.Key[] keys = [_queue.Enqueue("a", Ms(100)), _queue.Enqueue("b", TimeSpan.FromDays(9)), _queue.Enqueue("c", Timeout.InfiniteTimeSpan)];
        _queue.Clear();
        Assert.Equal(0, _queue.Count);
        Assert.All(keys, key => Assert.False(_queue.TryReset(key, Ms(1)) || _queue.TryRemove(key, out _)));
        _time.Advance(TimeSpan.FromDays(10));
        Assert.False(first.IsCompleted);
        _queue.Enqueue("d", Ms(5));
        _time.Advance(Ms(5));
        Assert.Equal("d", Get(first));
    }

    [Fact]
    public void Clear_WhenAnItemIsDue_DropsIt()
    {
        var key = _queue.Enqueue("a", TimeSpan.Zero);
        // The peek takes the due item out of the wheel.
        AssertNext("a", TimeSpan.Zero);
        _queue.Clear();
        Assert.Equal(0, _queue.Count);
        Assert.False(_queue.TryRemove(key, out _));
        Assert.False(_queue.TryPeek(out _, out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clear_WhenKeysAreKept_ReleasesTheItems(bool isDisposed)
    {
        using var queue = new DelayQueue<object>(_time);
        var (keys, items) = Fill(queue);
        if (isDisposed)
            queue.Dispose();
        else
            queue.Clear();
        GC.Collect();
        Assert.All(items, static item => Assert.False(item.IsAlive));
        GC.KeepAlive(keys);

        static (DelayQueue<object>.Key[] Keys, WeakReference[] Items) Fill(DelayQueue<object> queue)
        {
            object[] items = [new(), new(), new()];
            var keys = Array.ConvertAll(items, item => queue.Enqueue(item, TimeSpan.Zero));
            Assert.True(queue.TryPeek(out _, out _, out _));
            return (keys, Array.ConvertAll(items, static item => new WeakReference(item)));
        }
    }

    [Fact]
    public void Complete_WithItemsLeft_ReadersGetThemThenThrow()
    {
        _queue.Enqueue("a", Ms(100));
        var b = _queue.Enqueue("b", Ms(200));
        Task<string>[] reads = [Start(), Start(), Start()];
        _queue.Complete();
        _queue.Complete();
        Assert.Throws<ChannelClosedException>(() => _queue.Enqueue("c", Ms(1)));
        Assert.True(_queue.TryReset(b, Ms(300)));
        _time.Advance(Ms(100));
        Assert.Equal("a", Get(reads[0]));
        Assert.False(reads[1].IsCompleted);
        _time.Advance(Ms(200));
        Assert.Equal("b", Get(reads[1]));
        AssertEnd(reads[2]);
        AssertEnd(Start());
    }

    [Fact]
    public void Complete_WhenEmpty_MakesPendingReadsThrow()
    {
        Task<string>[] reads = [Start(), Start()];
        _queue.Complete();
        Assert.All(reads, AssertEnd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Complete_WhenTheLastItemIsRemoved_MakesReadsThrow(bool isCleared)
    {
        var key = _queue.Enqueue("a", Timeout.InfiniteTimeSpan);
        Task<string>[] reads = [Start(), Start()];
        _queue.Complete();
        Assert.All(reads, static read => Assert.False(read.IsCompleted));
        if (isCleared)
            _queue.Clear();
        else
            Assert.True(_queue.TryRemove(key, out _));
        Assert.All(reads, AssertEnd);
    }

    [Fact]
    public void ReadAllAsync_UntilCompleted_ReturnsEachItem()
    {
        var read = Task.Run(async () => await _queue.ReadAllAsync().ToListAsync());
        foreach (var item in new[] { "a", "b", "c" })
            _queue.Enqueue(item, TimeSpan.Zero);
        _queue.Complete();
        Assert.True(read.Wait(s_hang));
        Assert.Equal(["a", "b", "c"], read.Result);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static string Get(Task<string> task)
    {
        Assert.True(task.Wait(s_hang), "No item came.");
        return task.Result;
    }

    private static void AssertEnd(Task<string> read)
        => Assert.Equal(
            "The DelayQueue was completed, and no item is left.",
            Assert.IsType<ChannelClosedException>(Assert.Throws<AggregateException>(() => read.Wait(s_hang)).InnerException).Message);

    private DelayQueue<string>.Key AssertNext(string item, TimeSpan delay)
    {
        Assert.True(_queue.TryPeek(out var key, out var next, out var left));
        Assert.Equal((item, delay), (next, left));
        return key;
    }

    private Task<string> Start() => _queue.DequeueAsync().AsTask();
}
