namespace HostedRuntime.Tests.Channels.Bcl;

// Writes.
public abstract partial class ChannelContract
{
    [Fact]
    public void WriteAsync_WhenThereIsRoom_CompletesAtOnce() => Run(() =>
    {
        Assert.True(_writer.WriteAsync(42).IsCompletedSuccessfully);
        Assert.True(_reader.TryRead(out var item));
        Assert.Equal(42, item);
        return Task.CompletedTask;
    });

    [Fact]
    public void WriteAsync_WhenFull_WaitsForRoom() => Run(async () =>
    {
        Fill();
        Assert.False(_writer.TryWrite(-1));
        var write = _writer.WriteAsync(42);
        Assert.False(write.IsCompleted);
        for (var i = 0; i < Bound; i++)
            Assert.Equal(i, await _reader.ReadAsync());
        await write;
        Assert.Equal(42, await _reader.ReadAsync());
    });

    [Fact]
    public void WriteAsync_WhenCanceled_SendsNothing() => Run(async () =>
    {
        Fill();
        using var source = new CancellationTokenSource();
        var write = _writer.WriteAsync(42, source.Token);
        source.Cancel();
        Assert.Equal(source.Token, Assert.IsAssignableFrom<OperationCanceledException>(await ErrorOfAsync(write)).CancellationToken);
        for (var i = 0; i < Bound; i++)
            Assert.Equal(i, await _reader.ReadAsync());
        Assert.False(_reader.TryRead(out _));
    });

    [Fact]
    public void WriteAsync_WhenTokenHasFired_IsCanceledAndSendsNothing() => Run(() =>
    {
        var token = new CancellationToken(canceled: true);
        Assert.True(_writer.WriteAsync(42, token).IsCanceled);
        Assert.True(_writer.WaitToWriteAsync(token).IsCanceled);
        Assert.False(_reader.TryRead(out _));
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteAsync_WhenTokenFiredAndCompleted_IsCanceled(bool withAnError) => Run(() =>
    {
        var token = new CancellationToken(canceled: true);
        _writer.Complete(withAnError ? new FormatException() : null);
        Assert.True(_writer.WriteAsync(42, token).IsCanceled);
        Assert.True(_writer.WaitToWriteAsync(token).IsCanceled);
        return Task.CompletedTask;
    });

    [Fact]
    public void WriteAsync_WhenCompleted_ThrowsChannelClosed() => Run(async () =>
    {
        _writer.Complete();
        Assert.False(_writer.TryWrite(42));
        IsClosedBy(null, await ErrorOfAsync(_writer.WriteAsync(42)));
    });

    [Fact]
    public void WriteAsync_WhenCompletedWithAnError_ThrowsWithTheError() => Run(async () =>
    {
        var error = new FormatException();
        _writer.Complete(error);
        Assert.False(_writer.TryWrite(42));
        IsClosedBy(error, await ErrorOfAsync(_writer.WriteAsync(42)));
    });

    [Fact]
    public void WriteAsync_WhenErrorCompletesWhileWaiting_ThrowsWithTheError() => Run(async () =>
    {
        Fill();
        var error = new FormatException();
        var write = _writer.WriteAsync(42);
        _writer.Complete(error);
        IsClosedBy(error, await ErrorOfAsync(write));
    });

    [Fact]
    public void WriteAsync_WhenCompletedWithACancellation_ThrowsTheCancellation() => Run(async () =>
    {
        var error = new OperationCanceledException();
        _writer.Complete(error);
        Assert.Same(error, await ErrorOfAsync(_writer.WriteAsync(42)));
    });

    [Fact]
    public void WriteAsync_WhenCancellationCompletesWhileWaiting_ThrowsIt() => Run(async () =>
    {
        Fill();
        var error = new OperationCanceledException();
        var write = _writer.WriteAsync(42);
        _writer.Complete(error);
        Assert.Same(error, await ErrorOfAsync(write));
    });

    [Fact]
    public void WaitToWriteAsync_WhenThereIsRoom_ReturnsTrueAtOnce() => Run(() =>
    {
        var wait = _writer.WaitToWriteAsync();
        Assert.True(wait.IsCompletedSuccessfully && wait.Result);
        return Task.CompletedTask;
    });

    [Fact]
    public void WaitToWriteAsync_WhenAReaderWaits_ReturnsTrueAtOnce() => Run(async () =>
    {
        var read = _reader.ReadAsync();
        var wait = _writer.WaitToWriteAsync();
        Assert.True(wait.IsCompletedSuccessfully && wait.Result);
        Assert.True(_writer.TryWrite(42));
        Assert.Equal(42, await read);
    });

    [Fact]
    public void WaitToWriteAsync_WhenFull_ReturnsTrueOnceThereIsRoom() => Run(async () =>
    {
        Fill();
        var waits = Enumerable.Range(0, 3).Select(_ => _writer.WaitToWriteAsync().AsTask()).ToArray();
        Assert.All(waits, static wait => Assert.False(wait.IsCompleted));
        Assert.True(_reader.TryRead(out _));
        Assert.All(await Task.WhenAll(waits), Assert.True);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WaitToWriteAsync_WhenCompleted_ReturnsFalse(bool waits) => Run(async () =>
    {
        if (waits)
            Fill();
        var wait = waits ? _writer.WaitToWriteAsync() : default;
        _writer.Complete();
        Assert.False(await (waits ? wait : _writer.WaitToWriteAsync()));
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void WaitToWriteAsync_WhenCompletedWithAnError_ThrowsTheError(bool waits, bool isCancellation) => Run(async () =>
    {
        if (waits)
            Fill();
        Exception error = isCancellation ? new OperationCanceledException() : new FormatException();
        var wait = waits ? _writer.WaitToWriteAsync() : default;
        _writer.Complete(error);
        Assert.Same(error, await ErrorOfAsync(waits ? wait : _writer.WaitToWriteAsync()));
    });

    [Fact]
    public void WritersAndReaders_Concurrently_LoseNothing() => Run(async () =>
    {
        const int Items = 4_000;
        var (left, writers, sum) = (Items, 4, 0L);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (await _reader.WaitToReadAsync())
            {
                while (_reader.TryRead(out var item))
                    Interlocked.Add(ref sum, item);
            }
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var item = Interlocked.Decrement(ref left); item >= 0; item = Interlocked.Decrement(ref left))
                await _writer.WriteAsync(item + 1);
            if (Interlocked.Decrement(ref writers) == 0)
                _writer.Complete();
        })));
        await Task.WhenAll(readers);
        Assert.Equal(Items * (Items + 1L) / 2, sum);
    });
}
