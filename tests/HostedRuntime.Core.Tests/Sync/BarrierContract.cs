using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class BarrierContract : PlaceContract
{
    private readonly AsyncBarrier _barrier = new(3);

    [Fact]
    public void SignalAndWaitAsync_WhenLastArrives_AllResume_LastLeads() => Run(async () =>
    {
        for (var generation = 0; generation < 3; generation++)
        {
            var (first, second) = (_barrier.SignalAndWaitAsync(), _barrier.SignalAndWaitAsync());
            Assert.Equal((false, false, 2), (first.IsCompleted, second.IsCompleted, _barrier.ArrivedCount));
            var last = _barrier.SignalAndWaitAsync();
            Assert.True(last.IsCompletedSuccessfully);
            Assert.Equal((false, false, true), (await first, await second, await last));
            Assert.Equal(0, _barrier.ArrivedCount);
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void SignalAndWaitAsync_WithOneParticipant_LeadsAtOnce(int participants) => Run(async () =>
    {
        var barrier = new AsyncBarrier(participants);
        Assert.Equal(1, barrier.Participants);
        for (var i = 0; i < 3; i++)
        {
            var pending = barrier.SignalAndWaitAsync();
            Assert.True(pending.IsCompletedSuccessfully);
            Assert.True(await pending);
        }
    });

    [Fact]
    public void Participants_WhenNegative_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncBarrier(-1));

    [Fact]
    public void SignalAndWaitAsync_WhenTokenHasFired_DoesNotArrive() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _barrier.SignalAndWaitAsync(new CancellationToken(true)));
        Assert.Equal(0, _barrier.ArrivedCount);
    });

    [Fact]
    public void SignalAndWaitAsync_WhenCanceled_WithdrawsItsArrival() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var first = _barrier.SignalAndWaitAsync(source.Token);
        var second = _barrier.SignalAndWaitAsync();
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
        Assert.Equal((source.Token, 1), (error.CancellationToken, _barrier.ArrivedCount));
        var third = _barrier.SignalAndWaitAsync();
        Assert.False(second.IsCompleted || third.IsCompleted);
        Assert.Equal((true, false, false), (await _barrier.SignalAndWaitAsync(), await second, await third));
    });

    [Fact]
    public void SignalAndWaitAsync_WhenCanceledTooLate_Completes() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var (first, second) = (_barrier.SignalAndWaitAsync(source.Token), _barrier.SignalAndWaitAsync());
        var leader = await _barrier.SignalAndWaitAsync();
        source.Cancel();
        Assert.Equal((false, false, true), (await first, await second, leader));
    });

    [Fact]
    public void SignalAndWaitAsync_WhenCancelRacesLast_CountsOrWithdraws() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var barrier = new AsyncBarrier(2);
        using var source = new CancellationTokenSource();
        var first = barrier.SignalAndWaitAsync(source.Token);
        ValueTask<bool> last = default;
        Race.Between(source.Cancel, () => last = barrier.SignalAndWaitAsync());
        try
        {
            // If the arrival was counted, the generation is complete.
            Assert.False(await first);
            Assert.True(await last);
            Assert.Equal(0, barrier.ArrivedCount);
        }
        catch (OperationCanceledException)
        {
            Assert.Equal((false, 1), (last.IsCompleted, barrier.ArrivedCount));
            Assert.True(await barrier.SignalAndWaitAsync());
            Assert.False(await last);
        }
    }));

    [Fact]
    public void SignalAndWaitAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var barrier = new AsyncBarrier(2);
        var pending = barrier.SignalAndWaitAsync();
        Assert.True(await barrier.SignalAndWaitAsync());
        await pending;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        Assert.Equal(0, barrier.ArrivedCount);
    });

    [Fact]
    public void SignalAndWaitAsync_ManyGenerations_EachHasOneLeader() => Run(async () =>
    {
        const int Generations = 500;
        const int Tasks = 4;
        var barrier = new AsyncBarrier(Tasks);
        int leaders = 0, broken = 0;
        var reached = new int[Tasks];
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(own => Task.Run(async () =>
        {
            for (var i = 1; i <= Generations; i++)
            {
                Volatile.Write(ref reached[own], i);
                if (await barrier.SignalAndWaitAsync())
                    Interlocked.Increment(ref leaders);
                // Every task has reached this generation, and no task is more than one generation ahead.
                if (Enumerable.Range(0, Tasks).Any(other => Volatile.Read(ref reached[other]) is var at && (at < i || at > i + 1)))
                    Interlocked.Increment(ref broken);
            }
        })));
        Assert.Equal((Generations, 0, 0), (leaders, broken, barrier.ArrivedCount));
    });
}

public sealed class BarrierOnOneWorkerTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class BarrierOnTwoWorkersTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class BarrierOnCurrentThreadTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class BarrierOnThreadPoolTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class BarrierOffTheRuntimeTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class BarrierOnASingleThreadedContextTests : BarrierContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
