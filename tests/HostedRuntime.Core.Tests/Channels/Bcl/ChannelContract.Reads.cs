namespace HostedRuntime.Tests.Channels.Bcl;

// Single reads.
public abstract partial class ChannelContract
{
    [Fact]
    public void ReadAsync_WhenAnItemIsThere_CompletesAtOnce() => Run(() =>
    {
        Assert.True(_writer.TryWrite(42));
        var read = _reader.ReadAsync();
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(42, read.Result);
        return Task.CompletedTask;
    });

    [Fact]
    public void ReadAsync_WhenEmpty_GetsTheNextItem() => Run(async () =>
    {
        var read = _reader.ReadAsync();
        Assert.False(read.IsCompleted);
        Assert.True(_writer.TryWrite(42));
        Assert.Equal(42, await read);
    });

    [Fact]
    public void ReadAsync_WhenSeveralReadsWait_ServesThemInOrder() => Run(async () =>
    {
        var reads = Enumerable.Range(0, 20).Select(_ => _reader.ReadAsync()).ToArray();
        for (var i = 0; i < reads.Length; i++)
            await _writer.WriteAsync(i);
        for (var i = 0; i < reads.Length; i++)
            Assert.Equal(i, await reads[i]);
    });

    [Fact]
    public void ReadAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var read = _reader.ReadAsync();
        Assert.True(_writer.TryWrite(42));
        Assert.Equal(42, await read);
        Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().GetResult());
        Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().IsCompleted);
        Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().OnCompleted(static () => { }));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenTokenHasFired_IsCanceledAndTakesNothing(bool isItemThere) => Run(async () =>
    {
        var token = new CancellationToken(canceled: true);
        if (isItemThere)
            Assert.True(_writer.TryWrite(42));
        Assert.True(_reader.ReadAsync(token).IsCanceled);
        Assert.True(_reader.WaitToReadAsync(token).IsCanceled);
        if (!isItemThere)
            Assert.True(_writer.TryWrite(42));
        Assert.Equal(42, await _reader.ReadAsync());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenTokenFiredAndCompleted_IsCanceled(bool withAnError) => Run(() =>
    {
        var token = new CancellationToken(canceled: true);
        _writer.Complete(withAnError ? new FormatException() : null);
        Assert.True(_reader.ReadAsync(token).IsCanceled);
        Assert.True(_reader.WaitToReadAsync(token).IsCanceled);
        return Task.CompletedTask;
    });

    [Fact]
    public void ReadAsync_WhenCanceled_LeavesTheItemToTheNextRead() => Run(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            using var source = new CancellationTokenSource();
            var read = _reader.ReadAsync(source.Token).AsTask();
            source.Cancel();
            var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            Assert.Equal(source.Token, thrown.CancellationToken);
            Assert.True(read.IsCanceled);
        }

        for (var i = 0; i < 3; i++)
        {
            var read = _reader.ReadAsync();
            await _writer.WriteAsync(i);
            Assert.Equal(i, await read);
        }
    });

    [Fact]
    public void ReadAsync_WhenCanceledAndNotAwaited_LetsTheNextReadRun() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _reader.ReadAsync(source.Token);
        source.Cancel();
        var next = _reader.ReadAsync();
        await _writer.WriteAsync(42);
        Assert.Equal(42, await next);
        Assert.IsAssignableFrom<OperationCanceledException>(await ErrorOfAsync(canceled));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenCompleted_ThrowsChannelClosed(bool waits) => Run(async () =>
    {
        var read = waits ? _reader.ReadAsync() : default;
        _writer.Complete();
        IsClosedBy(null, await ErrorOfAsync(waits ? read : _reader.ReadAsync()));
        Assert.False(_reader.TryRead(out _));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenCompletedWithAnError_ThrowsWithTheError(bool waits) => Run(async () =>
    {
        var error = new FormatException();
        var read = waits ? _reader.ReadAsync() : default;
        _writer.Complete(error);
        IsClosedBy(error, await ErrorOfAsync(waits ? read : _reader.ReadAsync()));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenCompletedWithACancellation_IsCanceled(bool waits) => Run(async () =>
    {
        var error = new OperationCanceledException(new CancellationToken(canceled: true));
        var read = waits ? _reader.ReadAsync().AsTask() : null;
        _writer.Complete(error);
        read ??= _reader.ReadAsync().AsTask();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.True(read.IsCanceled);
        Assert.Equal(error.CancellationToken, thrown.CancellationToken);
        if (waits)
            Assert.Same(error, thrown);
    });

    [Fact]
    public void WaitToReadAsync_WhenAnItemIsThere_ReturnsTrueAtOnce() => Run(() =>
    {
        Assert.True(_writer.TryWrite(42));
        var wait = _reader.WaitToReadAsync();
        Assert.True(wait.IsCompletedSuccessfully && wait.Result);
        return Task.CompletedTask;
    });

    [Fact]
    public void WaitToReadAsync_WhenAnItemComes_ReturnsTrue() => Run(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            var wait = _reader.WaitToReadAsync();
            Assert.False(wait.IsCompleted);
            await _writer.WriteAsync(i);
            Assert.True(await wait);
            Assert.True(_reader.TryRead(out var item));
            Assert.Equal(i, item);
        }
    });

    [Fact]
    public void WaitToReadAsync_WhenCanceled_Throws() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var wait = _reader.WaitToReadAsync(source.Token);
        source.Cancel();
        Assert.Equal(source.Token, Assert.IsAssignableFrom<OperationCanceledException>(await ErrorOfAsync(wait)).CancellationToken);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WaitToReadAsync_WhenCompleted_ReturnsFalse(bool waits) => Run(async () =>
    {
        var wait = waits ? _reader.WaitToReadAsync() : default;
        _writer.Complete();
        Assert.False(await (waits ? wait : _reader.WaitToReadAsync()));
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void WaitToReadAsync_WhenCompletedWithAnError_ThrowsTheError(bool waits, bool isCancellation) => Run(async () =>
    {
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        var wait = waits ? _reader.WaitToReadAsync() : default;
        _writer.Complete(error);
        Assert.Same(error, await ErrorOfAsync(waits ? wait : _reader.WaitToReadAsync()));
    });

    [Fact]
    public void TryPeek_WhenAnItemIsThere_LeavesIt() => Run(() =>
    {
        Assert.True(_reader.CanPeek);
        Assert.False(_reader.TryPeek(out var none));
        Assert.Equal(0, none);
        Assert.True(_writer.TryWrite(42));
        _writer.Complete();
        Assert.True(_reader.TryPeek(out var peeked));
        Assert.True(_reader.TryRead(out var read));
        Assert.Equal((42, 42), (peeked, read));
        Assert.False(_reader.TryPeek(out _));
        return Task.CompletedTask;
    });

    [Fact]
    public void Count_WhenItemsComeAndGo_ReturnsTheirNumber() => Run(() =>
    {
        Assert.True(_reader.CanCount);
        Assert.Equal(0, _reader.Count);
        _writer.TryWrite(1);
        _writer.TryWrite(2);
        Assert.Equal(2, _reader.Count);
        _reader.TryRead(out _);
        Assert.Equal(1, _reader.Count);
        return Task.CompletedTask;
    });
}
