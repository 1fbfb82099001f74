using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>Several receivers are read as one: in the order of each sender, without a loss, until all have ended.</summary>
public abstract class SelectMergeContract : PlaceContract
{
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _a = MpscChannel.CreateBounded<int>(4);
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _b = MpscChannel.CreateBounded<int>(4);

    [Fact]
    public void Merge_WhenAllHaveEnded_Ends() => Run(async () =>
    {
        Fill(_a.Sender, 1, 2);
        Fill(_b.Sender, 10);
        _a.Sender.Dispose();
        _b.Sender.Dispose();
        Assert.Equal([1, 2, 10], (await ReadAsync(Select.Merge(_a.Receiver, _b.Receiver))).Order());
    });

    [Fact]
    public void Merge_WhenOneHasEnded_ReadsTheOther() => Run(async () =>
    {
        await using var items = Select.Merge(_a.Receiver, _b.Receiver).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        Assert.False(next.IsCompleted);
        _a.Sender.Dispose();
        Fill(_b.Sender, 10);
        Assert.True(await next);
        Assert.Equal(10, items.Current);
        next = items.MoveNextAsync();
        _b.Sender.Dispose();
        Assert.False(await next);
        Assert.False(await items.MoveNextAsync());
    });

    [Fact]
    public void Merge_OfNoReceivers_EndsAtOnce() => Run(async () => Assert.Empty(await ReadAsync(Select.Merge<int>())));

    [Fact]
    public void Merge_WhenReceiverIsNull_Throws() => Run(() =>
    {
        Assert.Throws<ArgumentNullException>("receivers", () => Select.Merge(_a.Receiver, null!));
        Assert.Throws<ArgumentNullException>("receivers", () => Select.Merge<int>(null!));
        return Task.CompletedTask;
    });

    [Fact]
    public void Merge_OfBusySenders_KeepsTheOrderOfEach() => Run(async () =>
    {
        const int Items = 2_000;
        var writers = new[] { _a.Sender, _b.Sender }.Select((sender, i) => Task.Run(async () =>
        {
            using (sender)
            {
                for (var number = 0; number < Items; number++)
                    await sender.WriteAsync((number * 2) + i);
            }
        })).ToList();
        var next = new int[2];
        await foreach (var item in Select.Merge(_a.Receiver, _b.Receiver))
            Assert.Equal(next[item % 2]++, item / 2);
        Assert.Equal([Items, Items], next);
        await Task.WhenAll(writers);
    });

    [Fact]
    public void Merge_WhenBothHaveItems_StarvesNeither() => Run(async () =>
    {
        var (full, items) = MpscChannel.CreateUnbounded<int>();
        var (other, others) = MpscChannel.CreateUnbounded<int>();
        for (var i = 0; i < 1_000; i++)
            Fill(full, 0);
        Fill(other, 1);
        full.Dispose();
        other.Dispose();
        var all = await ReadAsync(Select.Merge(items, others));
        // The chance that a fair selection takes the item this late is below 2 to the power of -200.
        Assert.True(all.IndexOf(1) < 200, $"The other item came after {all.IndexOf(1)} items.");
    });

    [Fact]
    public void Merge_WhenTokenFires_LosesNoItem() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var read = ReadAsync(Select.Merge(_a.Receiver, _b.Receiver), source.Token);
        Assert.False(read.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Fill(_a.Sender, 1);
        Fill(_b.Sender, 10);
        Assert.True(_a.Receiver.TryRead(out var a) && _b.Receiver.TryRead(out var b) && (a, b) == (1, 10));
    });

    [Fact]
    public void Merge_WhenTokenHasFired_TakesNoItem() => Run(async () =>
    {
        Fill(_a.Sender, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(Select.Merge(_a.Receiver), new CancellationToken(true)));
        Assert.Equal(1, _a.Receiver.Count);
    });

    [Fact]
    public void Merge_WhenLoopIsLeft_LeavesTheOtherItems() => Run(async () =>
    {
        Fill(_a.Sender, 1, 2);
        Fill(_b.Sender, 10, 20);
        await foreach (var _ in Select.Merge(_a.Receiver, _b.Receiver))
            break;
        Assert.Equal(3, _a.Receiver.Count + _b.Receiver.Count);
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Merge_WhenOneEndsWithAnError_ThrowsItOnce(bool waits, bool isCancellation) => Run(async () =>
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        await using var items = Select.Merge(_a.Receiver, _b.Receiver).GetAsyncEnumerator();
        var next = waits ? items.MoveNextAsync() : default;
        _a.Sender.Complete(error);
        Assert.Same(error, await Record.ExceptionAsync(async () => await (waits ? next : items.MoveNextAsync())));
        Assert.False(await items.MoveNextAsync());
    });

    [Fact]
    public void Merge_ReadTwice_SharesTheItems() => Run(async () =>
    {
        Fill(_a.Sender, 1, 2);
        Fill(_b.Sender, 10, 20);
        var merged = Select.Merge(_a.Receiver, _b.Receiver);
        var reads = new[] { ReadAsync(merged), ReadAsync(merged) };
        _a.Sender.Dispose();
        _b.Sender.Dispose();
        Assert.Equal([1, 2, 10, 20], (await Task.WhenAll(reads)).SelectMany(static items => items).Order());
    });

    private static void Fill(Sender<int> sender, params ReadOnlySpan<int> items)
    {
        foreach (var item in items)
            Assert.True(sender.TryWrite(item));
    }

    private static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> items, CancellationToken ct = default)
    {
        var list = new List<int>();
        await foreach (var item in items.WithCancellation(ct))
            list.Add(item);
        return list;
    }
}

public sealed class SelectMergeOffTheRuntimeTests : SelectMergeContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SelectMergeOnTwoWorkersTests : SelectMergeContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SelectMergeOnThePoolTests : SelectMergeContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SelectMergeInBlockOnTests : SelectMergeContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
