using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Listening;

/// <summary>
/// The two ends of a watch: several senders, notice of the last receiver, and a value that a receiver marks as unseen again.
/// </summary>
public abstract class WatchListeningContract : PlaceContract
{
    private readonly WatchSender<int> _sender;
    private readonly WatchReceiver<int> _receiver;

    protected WatchListeningContract() => (_sender, _receiver) = Watch.Create(0);

    [Fact]
    public void Closed_EachTimeLastReceiverIsDisposed_Completes() => Run(async () =>
    {
        using var second = _receiver.Clone();
        var closed = _sender.Closed;
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.False(closed.IsCompleted);
        second.Dispose();
        await closed;
        Assert.True(_sender.Closed.IsCompletedSuccessfully);
        using var again = _sender.Subscribe();
        closed = _sender.Closed;
        Assert.False(closed.IsCompleted);
        again.Dispose();
        await closed;
    });

    [Fact]
    public void IsClosed_OfAReceiver_ReportsLastSenderAndOwnEnd() => Run(() =>
    {
        using var second = _receiver.Clone();
        second.Dispose();
        Assert.Equal((false, true), (_receiver.IsClosed, second.IsClosed));
        _sender.Dispose();
        Assert.True(_receiver.IsClosed);
        return Task.CompletedTask;
    });

    [Fact]
    public void Clone_OfASender_KeepsTheChannelOpen() => Run(async () =>
    {
        var clone = _sender.Clone();
        var waiting = _receiver.ChangedAsync();
        _sender.Dispose();
        _sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _sender.Send(1));
        Assert.Throws<ObjectDisposedException>(() => _sender.Update(static value => value + 1));
        Assert.Throws<ObjectDisposedException>(_sender.Clone);
        Assert.False(waiting.IsCompleted);
        clone.Send(2);
        Assert.True(await waiting);
        Assert.Equal((2, 2), (_receiver.Value, _sender.Value));
        waiting = _receiver.ChangedAsync();
        clone.Dispose();
        Assert.False(await waiting);
        Assert.Throws<ObjectDisposedException>(clone.Clone);
    });

    [Fact]
    public void MarkChanged_WhenValueWasSeen_MarksItUnseenOnce() => Run(async () =>
    {
        _sender.Send(1);
        Assert.Equal(1, _receiver.Read());
        _receiver.MarkChanged();
        Assert.True(_receiver.HasChanged);
        using var clone = _receiver.Clone();
        Assert.True(clone.HasChanged);
        Assert.True(await _receiver.ChangedAsync());
        Assert.False(_receiver.HasChanged);
        _sender.Dispose();
        _receiver.MarkChanged();
        Assert.True(await _receiver.ChangedAsync());
        Assert.False(await _receiver.ChangedAsync());
    });

    [Fact]
    public void MarkChanged_WhileAWaitIsPending_CompletesTheWait() => Run(async () =>
    {
        var waiting = _receiver.ChangedAsync();
        _receiver.MarkChanged();
        Assert.True(await waiting);
        Assert.False(_receiver.HasChanged);
    });
}

public sealed class WatchListeningOnOneWorkerTests : WatchListeningContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class WatchListeningOffTheRuntimeTests : WatchListeningContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class WatchListeningOnASingleThreadedContextTests : WatchListeningContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
