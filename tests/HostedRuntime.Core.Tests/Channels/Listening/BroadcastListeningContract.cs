using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Listening;

/// <summary>The two ends of a broadcast learn when the other end is gone: the sender has no receiver, or the receiver no sender.</summary>
public abstract class BroadcastListeningContract : PlaceContract
{
    private readonly BroadcastSender<string> _sender;
    private readonly BroadcastReceiver<string> _receiver;

    protected BroadcastListeningContract() => (_sender, _receiver) = Broadcast.Create<string>(4);

    [Fact]
    public void Closed_WhenLastReceiverIsDisposed_Completes() => Run(async () =>
    {
        using var second = _sender.Subscribe();
        var closed = _sender.Closed;
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.False(closed.IsCompleted);
        second.Dispose();
        await closed;
        Assert.True(_sender.Closed.IsCompletedSuccessfully);
    });

    [Fact]
    public void Closed_WhenAReceiverSubscribesAgain_ReturnsANewTask() => Run(async () =>
    {
        var closed = _sender.Closed;
        _receiver.Dispose();
        using var again = _sender.Subscribe();
        await closed;
        var another = _sender.Closed;
        Assert.False(another.IsCompleted);
        _sender.Dispose();
        Assert.False(another.IsCompleted);
        again.Dispose();
        await another;
    });

    [Fact]
    public void IsClosed_OfAReceiver_ReportsLastSenderAndOwnEnd() => Run(() =>
    {
        using var second = _sender.Subscribe();
        using var clone = _sender.Clone();
        clone.Send("a");
        second.Dispose();
        _sender.Dispose();
        Assert.Equal((false, true), (_receiver.IsClosed, second.IsClosed));
        clone.Dispose();
        Assert.True(_receiver.IsClosed);
        Assert.True(_receiver.TryRead(out var read));
        Assert.True(read.TryGetItem(out var item));
        Assert.Equal("a", item);
        return Task.CompletedTask;
    });
}

public sealed class BroadcastListeningOnOneWorkerTests : BroadcastListeningContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class BroadcastListeningOffTheRuntimeTests : BroadcastListeningContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class BroadcastListeningOnASingleThreadedContextTests : BroadcastListeningContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
