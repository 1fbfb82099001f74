using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class SemaphoreContract : PlaceContract
{
    private readonly AsyncSemaphore _semaphore = new(2);

    [Fact]
    public void AcquireAsync_WhenFree_CompletesAtOnce() => Run(async () =>
    {
        var pending = _semaphore.AcquireAsync();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal(1, _semaphore.AvailablePermits);
        (await pending).Dispose();
        Assert.Equal(2, _semaphore.AvailablePermits);
    });

    [Fact]
    public void AcquireAsync_WhenNoPermitIsFree_WaitsInOrder() => Run(async () =>
    {
        var order = new List<int>();
        var held = await _semaphore.AcquireAsync(2);
        async Task TakeAsync(int i)
        {
            using (await _semaphore.AcquireAsync(2))
            {
                await CurrentTask.YieldAsync();
                order.Add(i);
            }
        }

        var waits = Enumerable.Range(0, 10).Select(TakeAsync).ToArray();
        Assert.Equal(10, _semaphore.WaiterCount);
        held.Dispose();
        await Task.WhenAll(waits);
        Assert.Equal(Enumerable.Range(0, 10), order);
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_LargeRequestFirst_DelaysSmallRequests() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync();
        var large = _semaphore.AcquireAsync(2);
        var small = _semaphore.AcquireAsync();
        Assert.Equal((false, false, 2), (large.IsCompleted, small.IsCompleted, _semaphore.WaiterCount));
        // The free permit is reserved for the first request in the queue.
        Assert.Equal((0, 0), (_semaphore.AvailablePermits, _semaphore.RemovePermits(1)));
        Assert.False(_semaphore.TryAcquire(out _));
        held.Dispose();
        var both = await large;
        Assert.Equal((2, false), (both.Count, small.IsCompleted));
        both.Dispose();
        (await small).Dispose();
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WhenFirstIsCanceled_GrantsSmallRequests() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync();
        using var source = new CancellationTokenSource();
        var large = _semaphore.AcquireAsync(2, source.Token);
        var small = _semaphore.AcquireAsync();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await large);
        (await small).Dispose();
        held.Dispose();
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WhenCanceled_LosesOnlyItsPlace() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync(2);
        using var source = new CancellationTokenSource();
        var canceled = _semaphore.AcquireAsync(source.Token);
        var next = _semaphore.AcquireAsync();
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal((source.Token, 1), (error.CancellationToken, _semaphore.WaiterCount));
        held.Dispose();
        (await next).Dispose();
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WhenTokenHasFired_TakesNothing() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _semaphore.AcquireAsync(new CancellationToken(true)));
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WhenCanceledAfterTheGrant_IsGranted() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync(2);
        using var source = new CancellationTokenSource();
        var pending = _semaphore.AcquireAsync(2, source.Token);
        held.Dispose();
        source.Cancel();
        (await pending).Dispose();
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WhenCancelRacesTheGrant_LosesNoPermit() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var held = await _semaphore.AcquireAsync(2);
        using var source = new CancellationTokenSource();
        var pending = _semaphore.AcquireAsync(source.Token);
        var next = _semaphore.AcquireAsync();
        Race.Between(held.Dispose, source.Cancel);
        (await next).Dispose();
        try
        {
            (await pending).Dispose();
        }
        catch (OperationCanceledException)
        {
        }

        AssertAllBack();
    }));

    [Fact]
    public void AcquireAsync_OfZeroPermits_NeverWaits() => Run(async () =>
    {
        using var held = await _semaphore.AcquireAsync(2);
        var waits = _semaphore.AcquireAsync();
        using (var none = await _semaphore.AcquireAsync(0))
            Assert.Equal(0, none.Count);
        Assert.True(_semaphore.TryAcquire(0, out var nothing));
        nothing.Dispose();
        held.Dispose();
        (await waits).Dispose();
        AssertAllBack();
    });

    [Fact]
    public void Close_WhileSomeWait_FailsTheseAndLaterRequests() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync(2);
        var (first, second) = (_semaphore.AcquireAsync(), _semaphore.AcquireAsync(2));
        _semaphore.Close();
        _semaphore.Close();
        await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await first);
        await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await second);
        Assert.Equal((true, 0), (_semaphore.IsClosed, _semaphore.WaiterCount));
        held.Dispose();
        AssertAllBack();
        Assert.False(_semaphore.TryAcquire(out _));
        Assert.False(_semaphore.TryAcquire(0, out _));
        await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await _semaphore.AcquireAsync());
    });

    [Fact]
    public void Close_WhenItRacesARelease_LosesNoPermit() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var semaphore = new AsyncSemaphore(1);
        var held = await semaphore.AcquireAsync();
        var pending = semaphore.AcquireAsync();
        Race.Between(held.Dispose, semaphore.Close);
        try
        {
            (await pending).Dispose();
        }
        catch (SemaphoreClosedException)
        {
        }

        Assert.Equal((1, 0), (semaphore.AvailablePermits, semaphore.WaiterCount));
    }));

    [Fact]
    public void Dispose_OfAStalePermit_ReturnsNothing() => Run(async () =>
    {
        var first = await _semaphore.AcquireAsync();
        var copy = first;
        first.Dispose();
        var second = await _semaphore.AcquireAsync(2);
        var before = DoubleDisposeCounter.Total;
        first.Dispose();
        copy.Dispose();
        Assert.Equal((0, 2), (_semaphore.AvailablePermits, second.Count));
        Assert.True(DoubleDisposeCounter.Total >= before + 2);
        second.Dispose();
        default(AsyncSemaphore.Permit).Dispose();
        AssertAllBack();
    });

    [Fact]
    public void Dispose_OfCopiesAtTheSameTime_ReturnsOnce() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var permit = await _semaphore.AcquireAsync();
        Race.Between(permit.Dispose, permit.Dispose);
        AssertAllBack();
    }));

    [Fact]
    public void Use_OfAStalePermit_Throws() => Run(async () =>
    {
        var permit = await _semaphore.AcquireAsync();
        var other = await _semaphore.AcquireAsync();
        permit.Dispose();
        Assert.Throws<InvalidOperationException>(() => permit.Count);
        Assert.Throws<InvalidOperationException>(() => permit.Split(1));
        Assert.Throws<InvalidOperationException>(() => permit.Merge(other));
        Assert.Throws<InvalidOperationException>(() => other.Merge(permit));
        Assert.Throws<InvalidOperationException>(permit.Forget);
        Assert.Throws<InvalidOperationException>(() => default(AsyncSemaphore.Permit).Count);
        Assert.Equal(1, other.Count);
        other.Dispose();
        AssertAllBack();
    });

    [Fact]
    public void Split_OfSomePermits_ReturnsASeparatePermit() => Run(async () =>
    {
        var both = await _semaphore.AcquireAsync(2);
        var waits = _semaphore.AcquireAsync();
        var one = both.Split(1);
        Assert.Equal((1, 1, false), (both.Count, one.Count, waits.IsCompleted));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => both.Split(2));
        Assert.Contains("0 to 1.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => both.Split(-1));
        one.Dispose();
        (await waits).Dispose();
        using (both.Split(1))
            Assert.Equal(0, both.Count);
        both.Dispose();
        AssertAllBack();
    });

    [Fact]
    public void Merge_OfAnotherPermit_TakesItsPermits() => Run(async () =>
    {
        var (into, from) = (await _semaphore.AcquireAsync(), await _semaphore.AcquireAsync());
        into.Merge(from);
        Assert.Equal(2, into.Count);
        Assert.Throws<ArgumentException>(() => into.Merge(into));
        using (var foreign = await new AsyncSemaphore(1).AcquireAsync())
            Assert.Throws<ArgumentException>(() => into.Merge(foreign));
        from.Dispose();
        Assert.Equal(0, _semaphore.AvailablePermits);
        into.Dispose();
        AssertAllBack();
    });

    [Fact]
    public void Forget_OfAPermit_RemovesItForGood() => Run(async () =>
    {
        var permit = await _semaphore.AcquireAsync();
        permit.Forget();
        permit.Dispose();
        Assert.Equal(1, _semaphore.AvailablePermits);
        _semaphore.AddPermits(1);
        AssertAllBack();
    });

    [Fact]
    public void AddAndRemovePermits_WhileUsed_ChangeTheNumber() => Run(async () =>
    {
        Assert.Equal(2, _semaphore.RemovePermits(3));
        var waits = _semaphore.AcquireAsync(3);
        _semaphore.AddPermits(2);
        Assert.False(waits.IsCompleted);
        _semaphore.AddPermits(1);
        (await waits).Dispose();
        Assert.Equal((1, 2), (_semaphore.RemovePermits(1), _semaphore.AvailablePermits));
    });

    [Fact]
    public void AddPermits_AboveMaxPermits_Throws() => Run(async () =>
    {
        using var held = await _semaphore.AcquireAsync();
        _semaphore.AddPermits(AsyncSemaphore.MaxPermits - 2);
        var error = Assert.Throws<SemaphoreFullException>(() => _semaphore.AddPermits(1));
        Assert.Contains("AddPermits(1)", error.Message, StringComparison.Ordinal);
        held.Dispose();
        Assert.Equal(AsyncSemaphore.MaxPermits, _semaphore.AvailablePermits);
    });

    [Fact]
    public void Count_WhenNegative_Throws() => Run(async () =>
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncSemaphore(-1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _semaphore.AcquireAsync(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _semaphore.TryAcquire(-1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _semaphore.BlockingAcquire(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _semaphore.AddPermits(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _semaphore.RemovePermits(-1));
    });

    [Fact]
    public void AcquireAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var held = await _semaphore.AcquireAsync(2);
        var pending = _semaphore.AcquireAsync();
        held.Dispose();
        (await pending).Dispose();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        AssertAllBack();
    });

    [Fact]
    public void AcquireAsync_WithCancelsAndContention_NeverExceedsCount() => Run(async () =>
    {
        var semaphore = new AsyncSemaphore(3);
        int inside = 0, broken = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 500; i++)
            {
                using var source = new CancellationTokenSource();
                try
                {
                    var pending = semaphore.AcquireAsync(random.Next(1, 4), source.Token);
                    if (random.Next(3) == 0)
                        source.Cancel();
                    using var permit = await pending;
                    if (Interlocked.Add(ref inside, permit.Count) > 3)
                        Interlocked.Increment(ref broken);
                    if (random.Next(2) == 0)
                        await CurrentTask.YieldAsync();
                    Interlocked.Add(ref inside, -permit.Count);
                }
                catch (OperationCanceledException)
                {
                }
            }
        })));
        Assert.Equal((0, 0, 3), (broken, semaphore.WaiterCount, semaphore.AvailablePermits));
    });

    private void AssertAllBack() => Assert.Equal((2, 0), (_semaphore.AvailablePermits, _semaphore.WaiterCount));
}

public sealed class SemaphoreOnOneWorkerTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class SemaphoreOnTwoWorkersTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SemaphoreOnCurrentThreadTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class SemaphoreOnThreadPoolTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SemaphoreOffTheRuntimeTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SemaphoreOnASingleThreadedContextTests : SemaphoreContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
