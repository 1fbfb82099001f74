using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The ValueTask of a wait: how it may be used, and where the code after it goes on.</summary>
public abstract class SelectCallContract : PlaceContract
{
    [Fact]
    public void WaitAsync_WhenNotAwaited_GivesPlacesBack() => Run(async () =>
    {
        var rw = new AsyncReaderWriterLock();
        Assert.True(rw.TryReadLock(out var held));
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var wait = Select.Of(Select.WriteLock(rw), notified).WaitAsync();
        var behind = rw.ReadLockAsync();
        Assert.False(behind.IsCompleted);
        notify.NotifyOne();
        (await behind).Dispose();
        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Same(notified, await wait);
        held.Dispose();
    });

    [Fact]
    public void WaitAsync_AfterAnUnawaitedRound_GoesOn() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var notify = new AsyncNotify();
        var (read, notified) = (Select.Read(receiver), Select.Notified(notify));
        var selection = Select.Of(read, notified);
        var wait = selection.WaitAsync();
        sender.Dispose();
        await UntilAsync(() => read.IsEnded);
        Assert.False(wait.IsCompleted);
        notify.NotifyOne();
        await UntilAsync(() => wait.IsCompleted);
        Assert.Same(notified, await wait);
        Assert.False(notify.IsPermitStored);
    });

    [Fact]
    public void WaitAsync_WhenARoundTakesNothing_ResumesOnTheSameTask() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var notify = new AsyncNotify();
        var (read, notified) = (Select.Read(receiver), Select.Notified(notify));
        var id = CurrentTask.Id;
        var local = new AsyncLocal<int> { Value = 7 };
        var waiting = WaitAsync();
        sender.Dispose();
        await UntilAsync(() => read.IsEnded);
        notify.NotifyOne();
        await waiting;

        async Task WaitAsync()
        {
            Assert.Same(notified, await Select.Of(read, notified).WaitAsync());
            Assert.Equal((id, 7), (CurrentTask.Id, local.Value));
        }
    });

    [Fact]
    public void WaitAsync_AsATask_FlowsTheContext() => Run(async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var local = new AsyncLocal<int> { Value = 7 };
        var seen = new TaskCompletionSource<int>();
        var awaiter = Select.Of(notified).WaitAsync().GetAwaiter();
        awaiter.OnCompleted(() => seen.SetResult(local.Value));
        local.Value = 8;
        notify.NotifyOne();
        Assert.Equal(7, await seen.Task);
        Assert.Same(notified, awaiter.GetResult());
    });

    [Fact]
    public void WaitAsync_WhenAwaitedWrongly_Throws() => Run(async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var wait = Select.Of(notified).WaitAsync();
        Assert.Throws<InvalidOperationException>(() => wait.GetAwaiter().GetResult());
        var copy = wait;
        var awaited = AwaitAsync(wait);
        Assert.Throws<InvalidOperationException>(() => copy.GetAwaiter().OnCompleted(static () => { }));
        notify.NotifyOne();
        Assert.Same(notified, await awaited);
        Assert.Throws<InvalidOperationException>(() => copy.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => copy.GetAwaiter().GetResult());

        static async Task<SelectCase?> AwaitAsync(ValueTask<SelectCase?> wait) => await wait;
    });

    /// <summary>The code that goes on may wait again with the same selection, before the call that ended has returned.</summary>
    [Fact]
    public void WaitAsync_WhenAContinuationWaitsAgain_Works() => Run(async () =>
    {
        var (first, second) = (new AsyncNotify(), new AsyncNotify());
        var (one, two) = (Select.Notified(first), Select.Notified(second));
        var selection = Select.Of(one, two);
        var done = new TaskCompletionSource<SelectCase?>();
        var awaiter = selection.WaitAsync().GetAwaiter();
        awaiter.UnsafeOnCompleted(() =>
        {
            Assert.Same(one, awaiter.GetResult());
            var next = selection.WaitAsync().GetAwaiter();
            next.UnsafeOnCompleted(() => done.SetResult(next.GetResult()));
            second.NotifyOne();
        });
        first.NotifyOne();
        Assert.Same(two, await done.Task);
    });

    [Fact]
    public void WaitAsync_WhenAwaitBeginsAtTheEnd_GoesOnOnce() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var wait = Select.Of(notified, Select.Read(MpscChannel.CreateUnbounded<int>().Receiver)).WaitAsync();
        var ends = new TaskCompletionSource<SelectCase?>();
        Race.Between(notify.NotifyOne, () => wait.GetAwaiter().UnsafeOnCompleted(() => ends.SetResult(wait.GetAwaiter().GetResult())));
        Assert.Same(notified, await ends.Task);
    }));

    private static async Task UntilAsync(Func<bool> condition)
    {
        var until = Environment.TickCount64 + 30_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < until, "The condition never came true.");
            await CurrentTask.YieldAsync();
        }
    }
}

public sealed class SelectCallOnOneWorkerTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class SelectCallOnTwoWorkersTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SelectCallOnCurrentThreadTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class SelectCallOnThreadPoolTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SelectCallOffTheRuntimeTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SelectCallOnASingleThreadedContextTests : SelectCallContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
