using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>Reads of a oneshot that are cancelled before they are awaited.</summary>
public abstract class OneshotCancelContract : PlaceContract
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;

    protected OneshotCancelContract() => (_sender, _receiver) = Oneshot.Create<string>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_AfterCanceledUnawaitedRead_GetsTheValue(bool isCanceledAwaitedFirst) => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var next = _receiver.ReadAsync();
        Assert.True(canceled.IsCanceled);
        Assert.True(_sender.TrySend("a"));
        if (isCanceledAwaitedFirst)
            await AssertCanceledAsync(canceled, source.Token);
        Assert.Equal("a", await next);
        if (!isCanceledAwaitedFirst)
            await AssertCanceledAsync(canceled, source.Token);
    });

    [Fact]
    public void ReadAsync_WhenCanceledReadIsAwaitedLater_StaysWaiting() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var next = _receiver.ReadAsync().AsTask();
        await AssertCanceledAsync(canceled, source.Token);
        Assert.False(next.IsCompleted);
        Assert.True(_sender.TrySend("a"));
        Assert.Equal("a", await next);
    });

    [Fact]
    public void ReadAsync_AfterSeveralCanceledReads_GetsTheValue() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = new List<ValueTask<string>> { _receiver.ReadAsync(source.Token) };
        source.Cancel();
        for (var i = 0; i < 3; i++)
        {
            using var another = new CancellationTokenSource();
            canceled.Add(_receiver.ReadAsync(another.Token));
            another.Cancel();
        }

        var last = _receiver.ReadAsync();
        Assert.True(_sender.TrySend("a"));
        foreach (var read in canceled)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        Assert.Equal("a", await last);
    });

    [Fact]
    public void ReadAsync_AfterCanceledReadAndSenderEnd_ThrowsClosed() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _receiver.ReadAsync(source.Token);
        source.Cancel();
        var next = _receiver.ReadAsync();
        _sender.Dispose();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await next);
        await AssertCanceledAsync(canceled, source.Token);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAsync_WhenAbortIsDeliveredElsewhere_IsCanceledByToken(bool isReadAgain) => Run(async () =>
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(async ct =>
        {
            var canceled = _receiver.ReadAsync(ct);
            try
            {
                waiting.SetResult();
                await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
            }
            catch (OperationCanceledException)
            {
                // The abort is delivered to the sleep, and the read has not been awaited yet.
            }

            var next = isReadAgain ? _receiver.ReadAsync(CancellationToken.None) : default;
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
            Assert.Equal(ct, error.CancellationToken);
            return isReadAgain ? await next : "none";
        });
        await waiting.Task;
        task.Abort();
        if (isReadAgain)
            Assert.True(_sender.TrySend("a"));
        var outcome = await task.JoinAsync();
        Assert.Equal(isReadAgain ? "a" : "none", outcome.Value);
    });

    [Fact]
    public void ReadAsync_WithTheTokenOfAnotherTask_IsCanceledByIt() => Run(async () =>
    {
        var made = new TaskCompletionSource<ValueTask<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var maker = runtime.Spawn(async ct =>
        {
            made.SetResult(_receiver.ReadAsync(ct));
            await end.Task;
        });
        var read = await made.Task;
        var reader = runtime.Spawn(async () => await read);
        Signals.UntilWaiting(runtime, 2);
        maker.Abort();
        var outcome = await reader.JoinAsync();
        end.SetResult();
        await maker.JoinAsync();
        Assert.IsAssignableFrom<OperationCanceledException>(outcome.Exception);
    });

    private static async Task AssertCanceledAsync(ValueTask<string> read, CancellationToken token)
        => Assert.Equal(token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read)).CancellationToken);
}

public sealed class OneshotCancelOnOneWorkerTests : OneshotCancelContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OneshotCancelOffTheRuntimeTests : OneshotCancelContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OneshotCancelOnASingleThreadedContextTests : OneshotCancelContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
