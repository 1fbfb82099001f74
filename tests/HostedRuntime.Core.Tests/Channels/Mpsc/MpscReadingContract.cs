using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>Reads of many items: enumerations, batches, and reads that cross the end of a segment, on an unbounded channel.</summary>
public abstract class MpscReadingContract : PlaceContract
{
    private readonly Sender<string> _sender;
    private readonly Receiver<string> _receiver;

    protected MpscReadingContract() => (_sender, _receiver) = MpscChannel.CreateUnbounded<string>();

    [Fact]
    public void ReadAsync_WhenUnbounded_ReadsManyItemsInOrder() => Run(async () =>
    {
        Assert.Null(_sender.Capacity);
        Assert.Null(_receiver.Capacity);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 1_000; i++)
                Assert.True(_sender.TryWrite($"{i}"));
            Assert.True(await _sender.WaitToWriteAsync());
            Assert.Equal(1_000, _receiver.Count);
            for (var i = 0; i < 1_000; i++)
                Assert.Equal($"{i}", await _receiver.ReadAsync());
            Assert.False(_receiver.TryRead(out _));
        }
    });

    [Fact]
    public void ReadManyAsync_WhenEmpty_TakesItemsUntilItResumes() => Run(async () =>
    {
        var buffer = new string[3];
        var pending = _receiver.ReadManyAsync(buffer);
        Assert.False(pending.IsCompleted);
        for (var i = 0; i < 4; i++)
            await _sender.WriteAsync($"{i}");
        Assert.Equal(3, await pending);
        Assert.Equal(["0", "1", "2"], buffer);
        Assert.Equal((1, "3"), (await _receiver.ReadManyAsync(buffer), buffer[0]));
    });

    [Fact]
    public void ReadManyAsync_AcrossSegments_FillsTheBuffer() => Run(async () =>
    {
        for (var i = 0; i < 1_000; i++)
            Assert.True(_sender.TryWrite($"{i}"));
        var buffer = new string[700];
        Assert.Equal(700, await _receiver.ReadManyAsync(buffer));
        Assert.Equal(Enumerable.Range(0, 700).Select(i => $"{i}"), buffer);
        Assert.Equal(300, await _receiver.ReadManyAsync(buffer));
        Assert.Equal("999", buffer[299]);
    });

    [Fact]
    public void ReadManyAsync_WhenCanceled_TakesNothing() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var pending = _receiver.ReadManyAsync(new string[3], source.Token);
        source.Cancel();
        Assert.True(_sender.TryWrite("kept"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        Assert.Equal("kept", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadManyAsync_WhenCompletedWithAnError_ThrowsTheError() => Run(async () =>
    {
        var pending = _receiver.ReadManyAsync(new string[3]);
        _sender.TryComplete(new FormatException());
        var closed = await Assert.ThrowsAsync<ChannelClosedException>(async () => await pending);
        Assert.IsType<FormatException>(closed.InnerException);
        closed = await Assert.ThrowsAsync<ChannelClosedException>(async () => await _receiver.ReadManyAsync(new string[3]));
        Assert.IsType<FormatException>(closed.InnerException);
    });

    [Fact]
    public void Reads_WithConfigureAwaitFalse_ResumeOnTheTask() => Run(async () =>
    {
        var task = CurrentTask.Id;
        var many = _receiver.ReadManyAsync(new string[1]);
        Assert.True(_sender.TryWrite("1"));
        await many.ConfigureAwait(false);
        Assert.Equal(task, CurrentTask.Id);
        await using var items = _receiver.ReadAllAsync().GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        var writer = Task.Run(() => _sender.TryWrite("2"));
        Assert.True(await next.ConfigureAwait(false));
        Assert.Equal((task, "2"), (CurrentTask.Id, items.Current));
        await writer;
    });

    [Fact]
    public void ReadAllAsync_WhenLeftEarly_LeavesTheRest() => Run(async () =>
    {
        Assert.True(_sender.TryWrite("1"));
        Assert.True(_sender.TryWrite("2"));
        await foreach (var item in _receiver.ReadAllAsync())
        {
            Assert.Equal("1", item);
            break;
        }

        Assert.Equal("2", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAllAsync_WhenEitherTokenFires_EndsBeforeNextItem() => Run(async () =>
    {
        using var asked = new CancellationTokenSource();
        using var enumerated = new CancellationTokenSource();
        Assert.True(_sender.TryWrite("1"));
        await using (var items = _receiver.ReadAllAsync(asked.Token).GetAsyncEnumerator(enumerated.Token))
        {
            Assert.True(await items.MoveNextAsync());
            var next = items.MoveNextAsync();
            enumerated.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        await using (var items = _receiver.ReadAllAsync(asked.Token).GetAsyncEnumerator())
        {
            Assert.True(_sender.TryWrite("2"));
            asked.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await items.MoveNextAsync());
        }

        Assert.Equal("2", await _receiver.ReadAsync());
    });

    [Fact]
    public void ReadAllAsync_WhenAbortedPastTheBudget_ThrowsOnce() => Run(async () =>
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var spawned = new TaskCompletionSource<JoinHandle<bool>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = runtime.Spawn(async () =>
        {
            var self = await spawned.Task;
            await using var items = _receiver.ReadAllAsync().GetAsyncEnumerator();
            for (var i = 0; i < 1_000; i++)
                Assert.True(_sender.TryWrite($"{i}"));
            var next = items.MoveNextAsync();
            while (next.IsCompletedSuccessfully && next.Result)
                next = items.MoveNextAsync();
            Assert.True(await next);
            self.Abort();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (await items.MoveNextAsync())
                {
                }
            });
            return await items.MoveNextAsync();
        });
        spawned.SetResult(task);
        Assert.False(await task);
    });

    [Fact]
    public void ReadAllAsync_WhenCompletedWithAnError_ThrowsAfterItems() => Run(async () =>
    {
        Assert.True(_sender.TryWrite("1"));
        _sender.TryComplete(new FormatException());
        var read = new List<string>();
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var item in _receiver.ReadAllAsync())
                read.Add(item);
        });
        Assert.Equal(["1"], read);
    });

    [Fact]
    public void ReadAllAsync_WhenEmpty_WaitsForItemsAndTheEnd() => Run(async () =>
    {
        await using var items = _receiver.ReadAllAsync().GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Assert.True(_sender.TryWrite("1"));
        Assert.True(await next);
        Assert.Equal("1", items.Current);
        next = items.MoveNextAsync();
        _sender.Dispose();
        Assert.False(await next);
    });

    [Fact]
    public void TryUpgrade_WhenLastSenderIsGone_ReturnsFalse() => Run(async () =>
    {
        var weak = _sender.ToWeak();
        Assert.Equal(1, _receiver.SenderCount);
        Assert.True(weak.TryUpgrade(out var second));
        Assert.Equal(2, _receiver.SenderCount);
        _sender.Dispose();
        Assert.True(second.TryWrite("1"));
        second.Dispose();
        Assert.False(weak.TryUpgrade(out _));
        Assert.Equal("1", await _receiver.ReadAsync());
        await _receiver.Completion;
    });
}

public sealed class MpscReadingOnOneWorkerTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class MpscReadingOnTwoWorkersTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class MpscReadingOnCurrentThreadTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class MpscReadingOnThreadPoolTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class MpscReadingOffTheRuntimeTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class MpscReadingOnASingleThreadedContextTests : MpscReadingContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
