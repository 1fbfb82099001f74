namespace HostedRuntime.Tests.Channels.Bcl;

// Enumerations that read until the channel ends.
public abstract partial class ChannelContract
{
    [Fact]
    public void ReadAllAsync_WhenItemsAreThere_CompletesAtOnce() => Run(async () =>
    {
        await using var items = _reader.ReadAllAsync().GetAsyncEnumerator();
        for (var i = 100; i < 105; i++)
        {
            Assert.True(_writer.TryWrite(i));
            var next = items.MoveNextAsync();
            Assert.True(next.IsCompletedSuccessfully && next.Result);
            Assert.Equal(i, items.Current);
        }
    });

    [Fact]
    public void ReadAllAsync_WhenEmpty_WaitsForTheNextItem() => Run(async () =>
    {
        await using var items = _reader.ReadAllAsync().GetAsyncEnumerator();
        for (var i = 100; i < 105; i++)
        {
            var next = items.MoveNextAsync();
            Assert.False(next.IsCompleted);
            Assert.True(_writer.TryWrite(i));
            Assert.True(await next);
            Assert.Equal(i, items.Current);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAllAsync_WhenCompleted_EndsForGood(bool waits) => Run(async () =>
    {
        await using var items = _reader.ReadAllAsync().GetAsyncEnumerator();
        var next = waits ? items.MoveNextAsync() : default;
        _writer.Complete();
        Assert.False(await (waits ? next : items.MoveNextAsync()));
        Assert.False(await items.MoveNextAsync());
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void ReadAllAsync_WhenCompletedWithAnError_ThrowsOnce(bool waits, bool isCancellation) => Run(async () =>
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        await using var items = _reader.ReadAllAsync().GetAsyncEnumerator();
        var next = waits ? items.MoveNextAsync() : default;
        _writer.Complete(error);
        Assert.Same(error, await ErrorOfAsync(waits ? next : items.MoveNextAsync()));
        Assert.False(await items.MoveNextAsync());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAllAsync_WhenTokenHasFired_ThrowsOnceAndTakesNothing(bool isItemThere) => Run(async () =>
    {
        if (isItemThere)
            Assert.True(_writer.TryWrite(42));
        var token = new CancellationToken(canceled: true);
        await using var items = _reader.ReadAllAsync(token).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        Assert.True(next.IsCanceled);
        Assert.Equal(token, Assert.IsAssignableFrom<OperationCanceledException>(await ErrorOfAsync(next)).CancellationToken);
        Assert.False(await items.MoveNextAsync());
        Assert.Equal(isItemThere, _reader.TryRead(out _));
    });

    [Fact]
    public void ReadAllAsync_WhenCanceledWhileWaiting_ThrowsOnce() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        await using var items = _reader.ReadAllAsync(source.Token).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        source.Cancel();
        Assert.Equal(source.Token, Assert.IsAssignableFrom<OperationCanceledException>(await ErrorOfAsync(next)).CancellationToken);
        Assert.True(_writer.TryWrite(42));
        Assert.False(await items.MoveNextAsync());
        Assert.Equal(42, await _reader.ReadAsync());
    });

    [Fact]
    public void ReadAllAsync_WhenEnumeratorIsDisposed_Ends() => Run(async () =>
    {
        Assert.True(_writer.TryWrite(1));
        Assert.True(_writer.TryWrite(2));
        var items = _reader.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        await items.DisposeAsync();
        await items.DisposeAsync();
        Assert.False(await items.MoveNextAsync());
        Assert.Equal(2, await _reader.ReadAsync());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAllAsync_WhenEnumeratedTwiceAtOnce_SharesTheItems(bool isSameEnumerable) => Run(async () =>
    {
        var all = _reader.ReadAllAsync();
        await using var first = all.GetAsyncEnumerator();
        await using var second = (isSameEnumerable ? all : _reader.ReadAllAsync()).GetAsyncEnumerator();
        Assert.NotSame(first, second);
        var next = (First: first.MoveNextAsync(), Second: second.MoveNextAsync());
        await _writer.WriteAsync(1);
        await _writer.WriteAsync(2);
        Assert.True(await next.First);
        Assert.True(await next.Second);
        Assert.Equal([1, 2], new[] { first.Current, second.Current }.Order());
        next = (first.MoveNextAsync(), second.MoveNextAsync());
        _writer.Complete();
        Assert.False(await next.First);
        Assert.False(await next.Second);
    });

    [Fact]
    public void ReadAllAsync_WhenEnumeratedAgain_YieldsTheRemainingItems() => Run(async () =>
    {
        var all = _reader.ReadAllAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(_writer.TryWrite(i));
            await using var items = all.GetAsyncEnumerator();
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(i, items.Current);
        }
    });
}
