using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The choice between the cases of a selection, and its wrong uses.</summary>
public abstract class SelectionContract : PlaceContract
{
    [Fact]
    public void Of_WithTwoReadyCases_PrefersNone() => Run(async () =>
    {
        const int Waits = 4_000;
        var (first, second) = (new AsyncNotify(), new AsyncNotify());
        var cases = new[] { Select.Notified(first), Select.Notified(second) };
        var selection = Select.Of(cases);
        var wins = new int[2];
        for (var i = 0; i < Waits; i++)
        {
            first.NotifyOne();
            second.NotifyOne();
            wins[Array.IndexOf(cases, await selection.WaitAsync())]++;
        }

        Assert.All(wins, static count => Assert.InRange(count, Waits / 4, Waits));
    });

    [Fact]
    public void Biased_WithTwoReadyCases_TakesTheFirst() => Run(async () =>
    {
        var (first, second) = (new AsyncNotify(), new AsyncNotify());
        var preferred = Select.Notified(first);
        var selection = Select.Biased(preferred, Select.Notified(second));
        for (var i = 0; i < 4_000; i++)
        {
            first.NotifyOne();
            second.NotifyOne();
            Assert.Same(preferred, await selection.WaitAsync());
        }
    });

    [Fact]
    public void IsEnabled_WhenFalse_SkipsTheCase() => Run(async () =>
    {
        var (off, on) = (new AsyncNotify(), new AsyncNotify());
        var (skipped, taken) = (Select.Notified(off), Select.Notified(on));
        var selection = Select.Biased(skipped, taken);
        skipped.IsEnabled = false;
        off.NotifyOne();
        var wait = selection.WaitAsync();
        Assert.False(wait.IsCompleted);
        Assert.True(off.IsPermitStored);
        on.NotifyOne();
        Assert.Same(taken, await wait);
        skipped.IsEnabled = true;
        Assert.Same(skipped, await selection.WaitAsync());
    });

    [Fact]
    public void IsEnabled_WhenAllAreFalse_EndsTheWait() => Run(async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        notified.IsEnabled = false;
        var selection = Select.Of(notified);
        notify.NotifyOne();
        Assert.Null(await selection.WaitAsync());
        Assert.False(selection.TryTake(out _));
        notified.IsEnabled = true;
        Assert.Same(notified, await selection.WaitAsync());
    });

    [Theory]
    [InlineData("Task")]
    [InlineData("Task with a result")]
    [InlineData("foreign reader")]
    [InlineData("token")]
    [InlineData("join")]
    public void IsEnabled_WhenEventComesMeanwhile_LetsItWinLater(string name) => Run(async () =>
    {
        var kind = SelectKind.Of(name);
        var other = new AsyncNotify();
        var notified = Select.Notified(other);
        var selection = Select.Of(kind.Case, notified);
        var wait = selection.WaitAsync();
        other.NotifyOne();
        Assert.Same(notified, await wait);
        kind.Case.IsEnabled = false;
        wait = selection.WaitAsync();
        kind.Fire();
        Assert.False(wait.IsCompleted);
        other.NotifyOne();
        Assert.Same(notified, await wait);
        kind.Case.IsEnabled = true;
        Assert.Same(kind.Case, await selection.WaitAsync());
        kind.CheckValue();
    });

    [Fact]
    public void Of_WithoutCases_Throws()
    {
        Assert.Throws<ArgumentException>("cases", static () => Select.Of());
        Assert.Throws<ArgumentNullException>("cases", static () => Select.Of(null!, null!));
    }

    [Fact]
    public void Of_WithACaseOfAnotherSelection_Throws()
    {
        var notified = Select.Notified(new AsyncNotify());
        _ = Select.Of(notified);
        Assert.StartsWith("The case 'AsyncNotify' is in a selection already.", Assert.Throws<ArgumentException>(() => Select.Of(notified)).Message, StringComparison.Ordinal);
        var twice = Select.Notified(new AsyncNotify());
        Assert.Throws<ArgumentException>(() => Select.Biased(twice, twice));
    }

    [Fact]
    public void WaitAsync_WhenAnotherWaitIsPending_Throws() => Run(async () =>
    {
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var selection = Select.Of(notified);
        var wait = selection.WaitAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await selection.WaitAsync());
        Assert.Throws<InvalidOperationException>(() => selection.TryTake(out _));
        notify.NotifyOne();
        Assert.Same(notified, await wait);
        Assert.False(notify.IsPermitStored);
    });

    [Theory]
    [InlineData("oneshot")]
    [InlineData("broadcast")]
    [InlineData("watch")]
    [InlineData("tick")]
    public void WaitAsync_WhenReceiverHasAnotherRead_ThrowsAndTakesNothing(string name) => Run(async () =>
    {
        var kind = SelectKind.Of(name);
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out var held));
        var locked = Select.Lock(mutex);
        var selection = Select.Biased(locked, kind.Case);
        var read = kind.NextAsync!();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await selection.WaitAsync());
        Assert.Equal(0, mutex.WaiterCount);
        kind.Fire();
        await read;
        var wait = selection.WaitAsync();
        held.Dispose();
        Assert.Same(locked, await wait);
        locked.Value.Dispose();
        Assert.False(mutex.IsLocked);
    });

    [Fact]
    public void Value_WhenReadTwice_Throws() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var (read, other) = (Select.Read(receiver), Select.Changed(Watch.Create(0).Receiver));
        var selection = Select.Of(read, other);
        Assert.Throws<InvalidOperationException>(() => read.Value);
        Assert.True(sender.TryWrite(7));
        Assert.Same(read, await selection.WaitAsync());
        Assert.Throws<InvalidOperationException>(() => other.Value);
        Assert.Equal(7, read.Value);
        Assert.StartsWith("The case 'mpsc read' has no value", Assert.Throws<InvalidOperationException>(() => read.Value).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Timeout_EachCall_BeginsAgain() => Run(async () =>
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var notify = new AsyncNotify();
        var timeout = Select.Timeout(TimeSpan.FromSeconds(3), clock);
        var selection = Select.Of(Select.Notified(notify), timeout);
        for (var i = 0; i < 3; i++)
        {
            var wait = selection.WaitAsync();
            clock.Advance(TimeSpan.FromSeconds(2));
            Assert.False(wait.IsCompleted);
            notify.NotifyOne();
            Assert.NotSame(timeout, await wait);
        }

        for (var i = 0; i < 2; i++)
        {
            var wait = selection.WaitAsync();
            clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Same(timeout, await wait);
        }
    });

    [Fact]
    public void Timeout_OfZero_WinsUnlessAnotherIsReady() => Run(async () =>
    {
        var notify = new AsyncNotify();
        var (notified, timeout) = (Select.Notified(notify), Select.Timeout(TimeSpan.Zero));
        var selection = Select.Of(timeout, notified);
        Assert.Same(timeout, await selection.WaitAsync());
        notify.NotifyOne();
        Assert.Same(notified, await selection.WaitAsync());
    });

    [Fact]
    public void Timeout_OfTheSystemClock_Elapses() => Run(async () =>
    {
        var timeout = Select.Timeout(TimeSpan.FromMilliseconds(1));
        var selection = Select.Of(timeout, Select.Notified(new AsyncNotify()));
        for (var i = 0; i < 3; i++)
            Assert.Same(timeout, await selection.WaitAsync());
    });
}

public sealed class SelectionOnOneWorkerTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class SelectionOnTwoWorkersTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SelectionOnCurrentThreadTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class SelectionOnThreadPoolTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SelectionOffTheRuntimeTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SelectionOnASingleThreadedContextTests : SelectionContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
