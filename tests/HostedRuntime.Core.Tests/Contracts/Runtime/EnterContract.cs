using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Contracts;

/// <summary>Wherever Enter is called, the entered runtime is the current one until the scope ends.</summary>
public abstract class EnterContract : RuntimeUnderTest
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Enter_OffTheRuntime_MakesItCurrent() => RunWithOther((_, other) => AssertWins(other));

    [Fact]
    public void Enter_InATask_MakesItCurrent() => RunWithOther((rt, other) => Join(rt.Spawn(() => AssertWins(other))));

    [Fact]
    public void Enter_AfterAnAwait_MakesItCurrent() => RunWithOther((rt, other) => Join(rt.Spawn(async () =>
    {
        await CurrentTask.YieldAsync();
        AssertWins(other);
    })));

    [Fact]
    public void Enter_InBlockOn_MakesItCurrent() => RunWithOther((rt, other) => rt.BlockOn(() =>
    {
        AssertWins(other);
        return Task.CompletedTask;
    }));

    [Fact]
    public void Enter_InABlockingBody_MakesItCurrent() => RunWithOther((rt, other) => Join(rt.SpawnBlocking(() => AssertWins(other))));

    [Fact]
    public void Enter_AChildRuntime_MakesItCurrent() => RunBlocking(rt =>
    {
        var child = new ChildRuntime(rt);
        Join(rt.Spawn(() =>
        {
            using (child.Enter())
                Assert.Same(child, AsyncRuntime.Handle);
            Assert.Same(rt, AsyncRuntime.Handle);
        }));
    });

    [Fact]
    public void Enter_SleepAndTimeout_UseTheEnteredClock() => RunWithOther((rt, other) =>
    {
        foreach (var wait in (Func<Task>[])[EnteredSleep, EnteredTimeout])
        {
            var inTask = rt.Spawn(async () => await wait());
            var inBlockOn = new Thread(() => rt.BlockOn(wait));
            inBlockOn.Start();
            // Both waits use the clock of the other runtime, which only this test advances.
            while (!(inTask.IsFinished && !inBlockOn.IsAlive))
            {
                _clock.Advance(TimeSpan.FromHours(1));
                Thread.Yield();
            }

            Join(inTask);
        }

        Task EnteredSleep()
        {
            using (other.Enter())
                return AsyncTime.SleepAsync(TimeSpan.FromHours(1)).AsTask();
        }

        async Task EnteredTimeout() => await Assert.ThrowsAsync<TimeoutException>(StartTimeout);

        Task StartTimeout()
        {
            using (other.Enter())
                return AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), static ct => Task.Delay(Timeout.Infinite, ct));
        }
    });

    [Fact]
    public void Dispose_OfADefaultScope_KeepsTheCurrentRuntime() => RunWithOther((_, other) =>
    {
        using (other.Enter())
        {
            default(RuntimeScope).Dispose();
            Assert.Same(other, AsyncRuntime.Handle);
        }
    });

    [Fact]
    public void Enter_WhenScopeIsNotDisposed_EndsWithThePoll() => RunWithOther((rt, other) =>
    {
        Join(rt.Spawn(async () =>
        {
            Forget(other);
            Assert.Same(other, AsyncRuntime.Handle);
            await CurrentTask.YieldAsync();
            Assert.Same(rt, AsyncRuntime.Handle);
        }));
        for (var i = 0; i < 4; i++)
        {
            Join(rt.Spawn(() => Forget(other)));
            Assert.Same(rt, Join(rt.Spawn(static () => AsyncRuntime.Handle)));
            Join(rt.SpawnBlocking(() => Forget(other)));
            Assert.Same(rt, Join(rt.SpawnBlocking(static () => AsyncRuntime.Handle)));
        }

        rt.BlockOn(() =>
        {
            Forget(other);
            return Task.CompletedTask;
        });
        Assert.Null(CurrentTask.Runtime);
    });

    [Fact]
    public void Enter_AroundBlockOn_IsSuspendedForTheBody() => RunWithOther((rt, other) =>
    {
        using var scope = other.Enter();
        Assert.Same(rt, rt.BlockOn(static () => Task.FromResult(AsyncRuntime.Handle)));
        Assert.Same(other, AsyncRuntime.Handle);
    });

    [Fact]
    public void Dispose_InTheWrongOrder_Throws_ScopesStillEnd() => RunWithOther((rt, other) =>
    {
        var outer = rt.Enter();
        var inner = other.Enter();
        var isRefused = false;
        try
        {
            outer.Dispose();
        }
        catch (InvalidOperationException e)
        {
            isRefused = true;
            Assert.Contains("on runtime 'default' was disposed of before the scope on runtime 'other'", e.Message, StringComparison.Ordinal);
        }

        Assert.True(isRefused);
        Assert.Same(other, CurrentTask.Runtime);
        inner.Dispose();
        Assert.Null(CurrentTask.Runtime);
        outer.Dispose();
        inner.Dispose();
        Assert.Null(CurrentTask.Runtime);
    });

    [Fact]
    public void Dispose_OfTheOwnRuntimeWhileEntered_Throws() => RunWithOther((rt, other) => Join(rt.Spawn(() =>
    {
        using (other.Enter())
            Assert.Throws<InvalidOperationException>(rt.Dispose);
    })));

    private static void AssertWins(IRuntime other)
    {
        var before = CurrentTask.Runtime;
        using (other.Enter())
        {
            Assert.Same(other, AsyncRuntime.Handle);
            Assert.Same(other, CurrentTask.Runtime);
            Assert.Same(other, Join(AsyncRuntime.SpawnBlocking(static () => CurrentTask.Runtime)));
        }

        Assert.Same(before, CurrentTask.Runtime);
    }

    private static void Forget(IRuntime runtime) => _ = runtime.Enter();

    private static void Join(JoinHandle task) => task.AsTask().Wait();

    private static T Join<T>(JoinHandle<T> task) => task.AsTask().Result;

    private void RunWithOther(Action<IRuntime, IRuntime> body, [System.Runtime.CompilerServices.CallerMemberName] string test = "") => RunBlocking(
        rt =>
        {
            using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, _clock, name: "other");
            body(rt, other);
        },
        test: test);
}
