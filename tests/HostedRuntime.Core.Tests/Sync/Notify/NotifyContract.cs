using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class NotifyContract : PlaceContract
{
    private readonly AsyncNotify _notify = new();

    [Fact]
    public void WaitAsync_WhenNotifiedBefore_CompletesOnce() => Run(async () =>
    {
        _notify.NotifyOne();
        _notify.NotifyOne();
        _notify.NotifyLast();
        var first = _notify.WaitAsync();
        Assert.True(first.IsCompletedSuccessfully);
        await first;
        var second = _notify.WaitAsync();
        Assert.False(second.IsCompleted);
        _notify.NotifyOne();
        await second;
        AssertEmpty();
    });

    [Fact]
    public void NotifyOne_WhenSeveralWait_WakesTheOldest() => Run(async () =>
    {
        var waits = Wait(4);
        foreach (var wait in waits)
        {
            _notify.NotifyOne();
            await wait;
            Assert.Equal(waits.Count(other => !other.IsCompleted), _notify.WaiterCount);
        }

        AssertEmpty();
    });

    [Fact]
    public void NotifyLast_WhenSeveralWait_WakesTheNewest() => Run(async () =>
    {
        var waits = Wait(4);
        foreach (var wait in waits.Reverse())
        {
            _notify.NotifyLast();
            await wait;
            Assert.Equal(waits.Count(other => !other.IsCompleted), _notify.WaiterCount);
        }

        AssertEmpty();
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void NotifyAll_WhenSomeWait_WakesAllAndStoresNothing(int count) => Run(async () =>
    {
        var waits = Wait(count);
        _notify.NotifyAll();
        await Task.WhenAll(waits);
        AssertEmpty();
        _notify.NotifyAll();
        AssertEmpty();
    });

    [Fact]
    public void NotifyAll_WhenAPermitIsStored_LeavesThePermit() => Run(() =>
    {
        _notify.NotifyOne();
        _notify.NotifyAll();
        Assert.True(_notify.IsPermitStored);
        return Task.CompletedTask;
    });

    [Fact]
    public void WaitAsync_WhenTokenHasFired_LeavesTheStoredPermit() => Run(async () =>
    {
        _notify.NotifyOne();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _notify.WaitAsync(new CancellationToken(true)));
        Assert.True(_notify.IsPermitStored);
    });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void WaitAsync_WhenCanceled_LosesOnlyItsPlace(int count, int canceled) => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var waits = Enumerable.Range(0, count).Select(i => _notify.WaitAsync(i == canceled ? source.Token : default).AsTask()).ToArray();
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits[canceled]);
        Assert.Equal((source.Token, count - 1), (error.CancellationToken, _notify.WaiterCount));
        foreach (var wait in waits.Where((_, i) => i != canceled))
        {
            _notify.NotifyOne();
            await wait;
        }

        AssertEmpty();
    });

    [Fact]
    public void WaitAsync_WhenCanceledAfterNotification_Completes() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var pending = _notify.WaitAsync(source.Token);
        _notify.NotifyOne();
        source.Cancel();
        await pending;
        AssertEmpty();
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NotifyOne_WhenItRacesCancel_IsNeverLost(int count) => Run(() => Race.RoundsAsync(200, async () =>
    {
        using var source = new CancellationTokenSource();
        var wait = _notify.WaitAsync(source.Token);
        var others = Wait(count - 1);
        Race.Between(_notify.NotifyOne, source.Cancel);
        var had = true;
        try
        {
            await wait;
        }
        catch (OperationCanceledException)
        {
            had = false;
        }

        if (count == 1)
        {
            Assert.Equal(!had, _notify.IsPermitStored);
            if (!had)
                await _notify.WaitAsync();
        }
        else
        {
            if (had)
                _notify.NotifyOne();
            await others[0];
        }

        AssertEmpty();
    }));

    [Fact]
    public void WaitAsync_WhenAwaitedTwice_ThrowsAndChangesNothing() => Run(async () =>
    {
        var pending = _notify.WaitAsync();
        _notify.NotifyOne();
        await pending;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        AssertEmpty();
    });

    [Fact]
    public void NotifyOne_AfterAFlagIsSet_WaiterSeesTheFlag() => Run(async () =>
    {
        // Each side sets its flag, notifies, and waits for the flag of the other side. If a notification were lost, the loop would hang.
        const int Rounds = 1_000;
        var (left, right) = (new AsyncNotify(), new AsyncNotify());
        int reachedLeft = 0, reachedRight = 0;
        async Task PlayAsync(AsyncNotify own, AsyncNotify others, Func<int> seen, Action<int> reach)
        {
            for (var i = 1; i <= Rounds; i++)
            {
                reach(i);
                others.NotifyOne();
                while (seen() < i)
                    await own.WaitAsync();
            }
        }

        await Task.WhenAll(
            Task.Run(() => PlayAsync(left, right, () => Volatile.Read(ref reachedRight), i => Volatile.Write(ref reachedLeft, i))),
            Task.Run(() => PlayAsync(right, left, () => Volatile.Read(ref reachedLeft), i => Volatile.Write(ref reachedRight, i))));
    });

    [Fact]
    public void WaitAsync_WithCancelsAndContention_EveryItemIsFetched() => Run(async () =>
    {
        const int Items = 4_000;
        int there = 0, fetched = 0;
        using var done = new CancellationTokenSource();
        var consumers = Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (Volatile.Read(ref fetched) < Items)
            {
                using var source = CancellationTokenSource.CreateLinkedTokenSource(done.Token);
                try
                {
                    var pending = _notify.WaitAsync(source.Token);
                    if (random.Next(3) == 0)
                        source.Cancel();
                    await pending;
                }
                catch (OperationCanceledException)
                {
                    continue;
                }

                var fetch = Interlocked.Exchange(ref there, 0);
                if (Interlocked.Add(ref fetched, fetch) == Items)
                    done.Cancel();
            }
        })).ToArray();
        await Task.Run(() =>
        {
            for (var i = 0; i < Items; i++)
            {
                Interlocked.Increment(ref there);
                _notify.NotifyOne();
            }
        });
        await Task.WhenAll(consumers);
        Assert.Equal((Items, 0), (fetched, _notify.WaiterCount));
    });

    private Task[] Wait(int count) => [.. Enumerable.Range(0, count).Select(_ => _notify.WaitAsync().AsTask())];

    private void AssertEmpty() => Assert.Equal((0, false), (_notify.WaiterCount, _notify.IsPermitStored));
}

public sealed class NotifyOnOneWorkerTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class NotifyOnTwoWorkersTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class NotifyOnCurrentThreadTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class NotifyOnThreadPoolTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class NotifyOffTheRuntimeTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class NotifyOnASingleThreadedContextTests : NotifyContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
