using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

public abstract class WatchContract : PlaceContract
{
    private readonly WatchSender<int> _sender;
    private readonly WatchReceiver<int> _receiver;

    protected WatchContract() => (_sender, _receiver) = Watch.Create(0);

    [Fact]
    public void Create_WithInitialValue_CountsItAsSeen() => Run(() =>
    {
        Assert.Equal((0, 0, false, 1), (_sender.Value, _receiver.Value, _receiver.HasChanged, _sender.ReceiverCount));
        return Task.CompletedTask;
    });

    [Fact]
    public void Value_AfterSend_IsTheLatestAndUnseen() => Run(() =>
    {
        _sender.Send(1);
        _sender.Send(2);
        Assert.Equal((2, 2, true), (_sender.Value, _receiver.Value, _receiver.HasChanged));
        Assert.Equal(2, _receiver.Read());
        Assert.False(_receiver.HasChanged);
        return Task.CompletedTask;
    });

    [Fact]
    public void ChangedAsync_WhenAlreadyChanged_CompletesAtOnceOnce() => Run(async () =>
    {
        _sender.Send(1);
        var changed = _receiver.ChangedAsync();
        Assert.True(changed.IsCompletedSuccessfully);
        Assert.True(await changed);
        Assert.False(_receiver.HasChanged);
        var next = _receiver.ChangedAsync();
        Assert.False(next.IsCompleted);
        _sender.Send(1);
        Assert.True(await next);
        Assert.False(_receiver.HasChanged);
    });

    [Fact]
    public void ChangedAsync_OfSeveralReceivers_EachCompletes() => Run(async () =>
    {
        using var second = _sender.Subscribe();
        using var third = _receiver.Clone();
        Assert.Equal(3, _sender.ReceiverCount);
        var waits = new[] { _receiver.ChangedAsync().AsTask(), second.ChangedAsync().AsTask(), third.ChangedAsync().AsTask() };
        _sender.Send(1);
        Assert.All(await Task.WhenAll(waits), Assert.True);
    });

    [Fact]
    public void Clone_OfAReceiver_CopiesItsSeenVersion() => Run(async () =>
    {
        _sender.Send(1);
        using var unseen = _receiver.Clone();
        using var fresh = _sender.Subscribe();
        Assert.Equal((true, false), (unseen.HasChanged, fresh.HasChanged));
        Assert.True(await unseen.ChangedAsync());
        Assert.True(_receiver.HasChanged);
    });

    [Fact]
    public void Update_ToTheSameValue_WakesNoReceiver() => Run(async () =>
    {
        var waiting = _receiver.ChangedAsync();
        Assert.False(_sender.Update(static value => value));
        Assert.Equal((false, false), (waiting.IsCompleted, _receiver.HasChanged));
        Assert.True(_sender.Update(static value => value + 1));
        Assert.True(await waiting);
        Assert.Equal(1, _receiver.Value);
    });

    [Fact]
    public void Update_WhenTheUpdateThrows_ChangesNothing() => Run(() =>
    {
        Assert.Throws<FormatException>(() => _sender.Update(static _ => throw new FormatException()));
        Assert.Equal((0, false), (_sender.Value, _receiver.HasChanged));
        Assert.True(_sender.Update(static value => value + 1));
        return Task.CompletedTask;
    });

    [Fact]
    public void Update_WhenItUsesTheChannel_DoesNotDeadlock() => Run(() =>
    {
        var calls = 0;
        Assert.True(_sender.Update(value =>
        {
            if (++calls == 1)
                _sender.Send(10);
            return _receiver.Value + 1;
        }));
        Assert.Equal((11, 2), (_sender.Value, calls));
        return Task.CompletedTask;
    });

    [Fact]
    public void WaitForAsync_WhenValueMatches_CompletesAndMarksSeen() => Run(async () =>
    {
        _sender.Send(5);
        var waiting = _receiver.WaitForAsync(static value => value == 5);
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal(5, await waiting);
        Assert.False(_receiver.HasChanged);
    });

    [Fact]
    public void WaitForAsync_WhenValueComesLater_WaitsForTheValue() => Run(async () =>
    {
        var waiting = _receiver.WaitForAsync(static value => value >= 2).AsTask();
        _sender.Send(1);
        _sender.Send(2);
        Assert.Equal(2, await waiting);
    });

    [Fact]
    public void WaitForAsync_WhenPredicateThrows_ThrowsAndLeavesUnseen() => Run(async () =>
    {
        _sender.Send(1);
        await Assert.ThrowsAsync<FormatException>(async () => await _receiver.WaitForAsync(static _ => throw new FormatException()));
        Assert.True(_receiver.HasChanged);
    });

    [Fact]
    public void WaitForAsync_WhenSenderEnds_TestsLastValueThenThrows() => Run(async () =>
    {
        var waiting = _receiver.WaitForAsync(static value => value == 9).AsTask();
        _sender.Send(3);
        _sender.Dispose();
        await Assert.ThrowsAsync<ChannelClosedException>(() => waiting);
        Assert.Equal(3, await _receiver.WaitForAsync(static value => value == 3));
    });

    [Fact]
    public void ChangedAsync_WhenSenderIsDisposed_SeesValueThenEnd() => Run(async () =>
    {
        _sender.Send(1);
        _sender.Dispose();
        _sender.Dispose();
        Assert.True(await _receiver.ChangedAsync());
        Assert.False(await _receiver.ChangedAsync());
        Assert.Equal((1, 1), (_receiver.Value, _sender.Value));
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(() => _sender.Send(2)).Message);
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(() => _sender.Update(static value => value + 1)).Message);
        Assert.Equal(
            "This sender was disposed. Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.",
            Assert.Throws<ObjectDisposedException>(_sender.Subscribe).Message);
        Assert.False(await _receiver.Clone().ChangedAsync());
    });

    [Fact]
    public void Dispose_OfTheSender_EndsEveryWait() => Run(async () =>
    {
        using var second = _sender.Subscribe();
        var waits = new[] { _receiver.ChangedAsync().AsTask(), second.ChangedAsync().AsTask() };
        _sender.Dispose();
        Assert.All(await Task.WhenAll(waits), Assert.False);
    });

    [Fact]
    public void ChangedAsync_WhenReceiverIsDisposed_ReturnsFalse() => Run(async () =>
    {
        var waiting = _receiver.ChangedAsync();
        _receiver.Dispose();
        _receiver.Dispose();
        Assert.False(await waiting);
        Assert.False(await _receiver.ChangedAsync());
        _sender.Send(1);
        Assert.Equal((0, false, 1), (_sender.ReceiverCount, _receiver.HasChanged, _receiver.Value));
    });

    [Fact]
    public void ChangedAsync_WhileAnotherWaits_Throws_FirstWaitStays() => Run(async () =>
    {
        var first = _receiver.ChangedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.ChangedAsync());
        _sender.Send(1);
        Assert.True(await first);
    });

    [Fact]
    public void ChangedAsync_WhenCanceled_LeavesChangeToNextWait() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ChangedAsync(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(source.Token, error.CancellationToken);
        var next = _receiver.ChangedAsync();
        _sender.Send(1);
        Assert.True(await next);
    });

    [Fact]
    public void ChangedAsync_AfterCanceledUnawaitedWait_SeesTheChange() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ChangedAsync(source.Token);
        source.Cancel();
        var next = _receiver.ChangedAsync();
        _sender.Send(1);
        Assert.True(await next);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
    });

    [Fact]
    public void ChangedAsync_WhenTokenHasFired_LeavesTheChange() => Run(async () =>
    {
        _sender.Send(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.ChangedAsync(new CancellationToken(canceled: true)));
        Assert.True(_receiver.HasChanged);
    });

    [Fact]
    public void ChangedAsync_WhenTaskIsAborted_LeavesChangeToNextWait() => Run(async () =>
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(async () => await _receiver.ChangedAsync());
        Signals.UntilWaiting(runtime, 1);
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        _sender.Send(1);
        Assert.True(await _receiver.ChangedAsync());
    });

    [Fact]
    public void WaitForAsync_WhenTaskIsAborted_IsCanceled() => Run(async () =>
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(async () => await _receiver.WaitForAsync(static _ => false));
        Signals.UntilWaiting(runtime, 1);
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.False(_receiver.HasChanged);
    });

    [Fact]
    public void WaitForAsync_WhenCanceledBeforeOrDuring_Throws() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.WaitForAsync(static _ => true, new CancellationToken(canceled: true)));
        using var source = new CancellationTokenSource();
        var waiting = _receiver.WaitForAsync(static value => value == 1, source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var next = _receiver.WaitForAsync(static value => value == 1).AsTask();
        _sender.Send(1);
        Assert.Equal(1, await next);
    });

    [Fact]
    public void ReadAllAsync_UntilSenderEnds_YieldsCurrentThenLatest() => Run(async () =>
    {
        var seen = new List<int>();
        await foreach (var value in _receiver.ReadAllAsync())
        {
            seen.Add(value);
            if (value == 0)
            {
                _sender.Send(1);
                _sender.Send(2);
            }
            else
            {
                _sender.Dispose();
            }
        }

        Assert.Equal([0, 2], seen);
    });

    [Fact]
    public void ReadAllAsync_WhenCanceled_Throws() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _receiver.ReadAllAsync(source.Token))
                source.Cancel();
        });
    });

    [Fact]
    public void Send_ManyValues_EachReceiverSeesLastAndNeverOlder() => Run(async () =>
    {
        const int Last = 20_000;
        // The two words of a value are equal. A torn read would return two different words.
        var (sender, first) = Watch.Create<(long Value, long Same)>(default);
        var receivers = Enumerable.Range(0, 3).Select(_ => sender.Subscribe()).Append(first).ToArray();
        var watching = receivers.Select(receiver => Task.Run(async () =>
        {
            for (var before = -1L; await receiver.ChangedAsync();)
            {
                var (value, same) = receiver.Read();
                Assert.Equal(value, same);
                Assert.True(value >= before, $"{value} after {before}");
                before = value;
            }

            return receiver.Value.Value;
        })).ToArray();
        for (var i = 1L; i <= Last; i++)
            sender.Send((i, i));
        sender.Dispose();
        Assert.All(await Task.WhenAll(watching), static last => Assert.Equal(Last, last));
    });

    [Fact]
    public void Update_FromManyThreads_LosesNoUpdate() => Run(async () =>
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
                Assert.True(_sender.Update(static value => value + 1));
        })));
        Assert.Equal(20_000, await _receiver.WaitForAsync(static _ => true));
    });
}

public sealed class WatchOnOneWorkerTests : WatchContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class WatchOnTwoWorkersTests : WatchContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class WatchOffTheRuntimeTests : WatchContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class WatchOnASingleThreadedContextTests : WatchContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
