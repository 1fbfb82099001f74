using System.Threading.Channels;

namespace HostedRuntime.Tests.Channels.Bcl;

// How a channel ends.
public abstract partial class ChannelContract
{
    [Fact]
    public void Complete_WhenEmpty_EndsTheChannel() => Run(async () =>
    {
        var completion = _reader.Completion;
        Assert.False(completion.IsCompleted);
        _writer.Complete();
        await completion;
        Assert.Same(completion, _reader.Completion);
        Assert.Equal(TaskStatus.RanToCompletion, completion.Status);
    });

    [Fact]
    public void Complete_WhenItemsAreLeft_EndsAfterTheLastItem() => Run(async () =>
    {
        Assert.True(_writer.TryWrite(1));
        _writer.Complete();
        Assert.False(_reader.Completion.IsCompleted);
        Assert.True(_reader.TryRead(out var item));
        Assert.Equal(1, item);
        await _reader.Completion;
    });

    [Fact]
    public void Complete_WhenAlreadyCompleted_ThrowsOrReturnsFalse() => Run(() =>
    {
        Assert.True(_writer.TryComplete());
        Assert.False(_writer.TryComplete());
        Assert.False(_writer.TryComplete(new FormatException()));
        Assert.Throws<ChannelClosedException>(() => _writer.Complete());
        Assert.True(_reader.Completion.IsCompletedSuccessfully);
        return Task.CompletedTask;
    });

    [Fact]
    public void Completion_WhenCompletedWithAnError_FaultsWithTheError() => Run(async () =>
    {
        var error = new FormatException();
        _writer.Complete(error);
        Assert.True(_reader.Completion.IsFaulted);
        Assert.Same(error, await Assert.ThrowsAsync<FormatException>(() => _reader.Completion));
    });

    [Fact]
    public void Completion_WhenErrorAndItemsAreLeft_FaultsAfterTheLastItem() => Run(async () =>
    {
        Assert.True(_writer.TryWrite(1));
        _writer.Complete(new FormatException());
        Assert.False(_reader.Completion.IsCompleted);
        Assert.Equal(1, await _reader.ReadAsync());
        await Assert.ThrowsAsync<FormatException>(() => _reader.Completion);
    });

    [Fact]
    public void Completion_WhenCompletedWithACancellation_KeepsTheToken() => Run(async () =>
    {
        var token = new CancellationToken(canceled: true);
        _writer.Complete(new OperationCanceledException(token));
        Assert.True(_reader.Completion.IsCanceled);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reader.Completion);
        Assert.Equal(token, thrown.CancellationToken);
    });

    [Fact]
    public void Completion_WhenCancellationHasNoToken_IsCanceled() => Run(() =>
    {
        _writer.Complete(new TaskCanceledException());
        Assert.True(_reader.Completion.IsCanceled);
        return Task.CompletedTask;
    });

    [Fact]
    public void Completion_WhenAwaiterResumesInline_CanUseTheChannel() => Run(async () =>
    {
        // The awaiter resumes inside Complete, so Complete must hold no lock of the channel at that point.
        var read = default(bool?);
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new InlineContext());
        Task awaiting;
        try
        {
            awaiting = AwaitThenReadAsync();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        await Task.Run(() => _writer.Complete());
        await awaiting;
        Assert.False(read);

        async Task AwaitThenReadAsync()
        {
            await _reader.Completion;
            read = _reader.TryRead(out _);
        }
    });

    private sealed class InlineContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
