using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The end of a case: its channel ends, or is completed with an error, before the wait or during it.</summary>
public abstract class SelectEndContract : PlaceContract
{
    /// <summary>Creates a case, and the action that ends its channel.</summary>
    private static readonly Dictionary<string, Func<(SelectCase Case, Action End)>> s_ends = new()
    {
        ["mpsc read"] = static () =>
        {
            var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
            return (Select.Read(receiver), sender.Dispose);
        },
        ["oneshot"] = static () =>
        {
            var (sender, receiver) = Oneshot.Create<int>();
            return (Select.Read(receiver), () => sender.Dispose());
        },
        ["broadcast"] = static () =>
        {
            var (sender, receiver) = Broadcast.Create<int>(4);
            return (Select.Read(receiver), sender.Dispose);
        },
        ["watch"] = static () =>
        {
            var (sender, receiver) = Watch.Create(0);
            return (Select.Changed(receiver), sender.Dispose);
        },
        ["reserve"] = static () =>
        {
            var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
            Assert.True(sender.TryWrite(0));
            return (Select.Reserve(sender), receiver.Close);
        },
        ["tick"] = static () =>
        {
            var interval = new Interval(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
            return (Select.Tick(interval), interval.Dispose);
        },
        ["completed delay queue"] = static () =>
        {
            var queue = new DelayQueue<int>();
            return (Select.Dequeue(queue), queue.Complete);
        },
        ["disposed delay queue"] = static () =>
        {
            var queue = new DelayQueue<int>();
            queue.Enqueue(7, TimeSpan.FromHours(1));
            return (Select.Dequeue(queue), queue.Dispose);
        },
        ["foreign reader"] = static () =>
        {
            var channel = Channel.CreateUnbounded<int>();
            return (Select.Read(channel.Reader), () => channel.Writer.Complete());
        },
    };

    /// <summary>Creates a case, and the action that completes its channel with an error.</summary>
    private static readonly Dictionary<string, Func<(SelectCase Case, Action<Exception> End)>> s_errors = new()
    {
        ["mpsc read"] = static () =>
        {
            var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
            return (Select.Read(receiver), error => sender.TryComplete(error));
        },
        ["reserve"] = static () =>
        {
            var (sender, _) = MpscChannel.CreateBounded<int>(1);
            Assert.True(sender.TryWrite(0));
            return (Select.Reserve(sender), error => sender.TryComplete(error));
        },
        ["foreign reader"] = static () =>
        {
            var channel = Channel.CreateUnbounded<int>();
            return (Select.Read(channel.Reader), error => channel.Writer.Complete(error));
        },
    };

    public static TheoryData<string> Ends => [.. s_ends.Keys];

    public static TheoryData<string> Errors => [.. s_errors.Keys];

    [Theory]
    [MemberData(nameof(Ends))]
    public void WaitAsync_WhenTheOnlyCaseHasEnded_ReturnsNull(string name) => Run(async () =>
    {
        var (ended, end) = s_ends[name]();
        var selection = Select.Of(ended);
        end();
        Assert.Null(await selection.WaitAsync());
        Assert.True(ended.IsEnded);
        Assert.Null(await selection.WaitAsync());
    });

    [Theory]
    [MemberData(nameof(Ends))]
    public void WaitAsync_WhenTheOnlyCaseEnds_ReturnsNull(string name) => Run(async () =>
    {
        var (ended, end) = s_ends[name]();
        var selection = Select.Of(ended);
        var wait = selection.WaitAsync();
        Assert.False(wait.IsCompleted);
        end();
        Assert.Null(await wait);
        Assert.True(ended.IsEnded);
    });

    [Theory]
    [MemberData(nameof(Ends))]
    public void WaitAsync_WhenOneCaseEnds_WaitsForTheOther(string name) => Run(async () =>
    {
        var (ended, end) = s_ends[name]();
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var selection = Select.Of(ended, notified);
        var wait = selection.WaitAsync();
        end();
        notify.NotifyOne();
        Assert.Same(notified, await wait);
        for (var i = 0; i < 3; i++)
        {
            notify.NotifyOne();
            Assert.Same(notified, await selection.WaitAsync());
        }

        Assert.False(notify.IsPermitStored);
    });

    [Fact]
    public void WaitAsync_WhenAllCasesEnd_ReturnsNull() => Run(async () =>
    {
        var all = s_ends.Values.Select(static make => make()).ToArray();
        var selection = Select.Of([.. all.Select(static one => one.Case)]);
        var wait = selection.WaitAsync();
        foreach (var (_, end) in all)
        {
            Assert.False(wait.IsCompleted);
            end();
        }

        Assert.Null(await wait);
        Assert.All(all, static one => Assert.True(one.Case.IsEnded));
    });

    [Fact]
    public void WaitAsync_WhenChannelEndsWithItems_TakesThemFirst() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var read = Select.Read(receiver);
        var selection = Select.Of(read);
        Assert.True(sender.TryWrite(1));
        Assert.True(sender.TryWrite(2));
        sender.Dispose();
        Assert.Same(read, await selection.WaitAsync());
        Assert.Equal(1, read.Value);
        Assert.Same(read, await selection.WaitAsync());
        Assert.Equal(2, read.Value);
        Assert.Null(await selection.WaitAsync());
    });

    [Theory]
    [MemberData(nameof(Errors))]
    public void WaitAsync_WhenChannelHasAnError_ThrowsItOnce(string name) => Run(async () =>
    {
        var (ended, end) = s_errors[name]();
        var selection = Select.Of(ended);
        var error = new FormatException();
        end(error);
        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(async () => await selection.WaitAsync());
        Assert.Same(error, thrown.InnerException);
        Assert.True(ended.IsEnded);
        Assert.Null(await selection.WaitAsync());
    });

    [Theory]
    [MemberData(nameof(Errors))]
    public void WaitAsync_WhenChannelGetsAnError_ThrowsItOnce(string name) => Run(async () =>
    {
        var (ended, end) = s_errors[name]();
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out var held));
        var locked = Select.Lock(mutex);
        var selection = Select.Of(ended, locked);
        var error = new FormatException();
        var wait = selection.WaitAsync();
        end(error);
        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(async () => await wait);
        Assert.Same(error, thrown.InnerException);
        Assert.True(ended.IsEnded);
        Assert.Equal(0, mutex.WaiterCount);
        wait = selection.WaitAsync();
        held.Dispose();
        Assert.Same(locked, await wait);
        locked.Value.Dispose();
    });

    /// <summary>A cancellation that completed a channel is thrown as it is, as by a read.</summary>
    [Theory]
    [MemberData(nameof(Errors))]
    public void WaitAsync_WhenACancellationEndsTheChannel_ThrowsItOnce(string name) => Run(async () =>
    {
        foreach (var isBefore in (bool[])[true, false])
        {
            var (ended, end) = s_errors[name]();
            var selection = Select.Of(ended);
            var error = new OperationCanceledException();
            if (isBefore)
                end(error);
            var wait = selection.WaitAsync();
            if (!isBefore)
                end(error);
            Assert.Same(error, await Assert.ThrowsAsync<OperationCanceledException>(async () => await wait));
            Assert.Null(await selection.WaitAsync());
        }
    });

    [Fact]
    public void WaitAsync_WhenSemaphoreIsClosed_ThrowsOnce() => Run(async () =>
    {
        foreach (var isBefore in (bool[])[true, false])
        {
            var semaphore = new AsyncSemaphore(1);
            Assert.True(semaphore.TryAcquire(out _));
            var selection = Select.Of(Select.Acquire(semaphore));
            if (isBefore)
                semaphore.Close();
            var wait = selection.WaitAsync();
            if (!isBefore)
                semaphore.Close();
            await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await wait);
            Assert.Null(await selection.WaitAsync());
        }
    });

    /// <summary>A case wins while the select puts its other waits into their queues; the error of a later case must not get lost.</summary>
    [Theory]
    [MemberData(nameof(Errors))]
    public void WaitAsync_WhenACaseWinsBeforeTheError_ThrowsItNextTime(string name) => Run(async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var (ended, end) = s_errors[name]();
        var error = new FormatException();
        var selection = Select.Biased(notified, Select.Read(new ReaderThatActs(notify.NotifyOne)), ended);
        end(error);
        Assert.Same(notified, await selection.WaitAsync());
        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(async () => await selection.WaitAsync());
        Assert.Same(error, thrown.InnerException);
        Assert.True(ended.IsEnded);
    });

    /// <summary>A reader that never has an item, and acts when a wait for an item begins.</summary>
    private sealed class ReaderThatActs(Action act) : ChannelReader<int>
    {
        private readonly TaskCompletionSource<bool> _never = new();

        public override bool TryRead(out int item)
        {
            item = 0;
            return false;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        {
            act();
            return new(_never.Task);
        }
    }
}

public sealed class SelectEndOnTwoWorkersTests : SelectEndContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SelectEndOnCurrentThreadTests : SelectEndContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class SelectEndOnThreadPoolTests : SelectEndContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SelectEndOffTheRuntimeTests : SelectEndContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SelectEndOnASingleThreadedContextTests : SelectEndContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
