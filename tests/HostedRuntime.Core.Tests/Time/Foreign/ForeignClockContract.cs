using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>
/// Whatever a foreign clock does, each wait ends once its time has passed, and never before. The clock is moved on the test's thread while
/// waits begin and end on other threads.
/// </summary>
public abstract class ForeignClockContract
{
    private const int Rounds = 20;

    private static readonly TimeSpan s_hang = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(10.3);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(0.7);

    private static readonly Hostility[] s_kinds =
    [
        Hostility.None,
        Hostility.FiresInside,
        Hostility.FiresInside | Hostility.FiresOnAnotherThread,
        Hostility.FiresInside | Hostility.FiresEarly,
        Hostility.FiresInside | Hostility.StepsBack,
        Hostility.FiresOnAnotherThread,
        Hostility.FiresUnderItsLock,
        Hostility.FiresUnderItsLock | Hostility.FiresEarly | Hostility.FiresLate,
        Hostility.FiresEarly,
        Hostility.FiresEarly | Hostility.FiresOnAnotherThread,
        Hostility.FiresLate,
        Hostility.StepsBack,
        Hostility.StepsBack | Hostility.FiresUnderItsLock,
        Hostility.DropsFractions,
        Hostility.DropsFractions | Hostility.FiresInside | Hostility.FiresLate,
    ];

    public static TheoryData<TimedThing, Hostility> All
    {
        get
        {
            var all = new TheoryData<TimedThing, Hostility>();
            foreach (var thing in Enum.GetValues<TimedThing>())
            {
                foreach (var kind in s_kinds)
                {
                    // If the clock steps back between its two readings, a time of day or a timestamp is far away.
                    if (!kind.HasFlag(Hostility.StepsBack) || thing is not (TimedThing.SleepUntilAsync or TimedThing.TimeoutAtAsync or TimedThing.IntervalResetAt))
                        all.Add(thing, kind);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Wait_OnAHostileClock_EndsOnceItsTimeHasPassed(TimedThing thing, Hostility hostility)
    {
        var clock = new HostileClock(hostility);
        Run(thing, clock, () => clock.Elapsed, () => clock.Advance(s_step));
        Assert.True(SpinWait.SpinUntil(() => clock.LiveTimers == 0, s_hang), $"{clock.LiveTimers} timers were not disposed.");
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_579_545)]
    [InlineData(14_318_180)]
    [InlineData(1_000_000_000)]
    [InlineData(2_993_000_123)]
    public void Wait_OnAnotherFrequency_EndsOnceItsTimeHasPassed(long frequency)
    {
        foreach (var thing in Enum.GetValues<TimedThing>())
        {
            var clock = new HostileClock(Hostility.DropsFractions, frequency);
            // Measured by the clock's own readings, because a clock that counts milliseconds has no fractions of them.
            var start = clock.GetTimestamp();
            Run(thing, clock, () => clock.GetElapsedTime(start), () => clock.Advance(s_step), TimeSpan.FromMilliseconds(3));
            // Hours too, because the frequency limits how far a timestamp reaches.
            Run(thing, clock, () => clock.GetElapsedTime(start), () => clock.Advance(TimeSpan.FromHours(5)), TimeSpan.FromHours(70));
        }
    }

    [Theory]
    [InlineData(TimedThing.SleepAsync)]
    [InlineData(TimedThing.TimeoutAsync)]
    [InlineData(TimedThing.Interval)]
    [InlineData(TimedThing.IntervalReset)]
    [InlineData(TimedThing.IntervalDueTime)]
    [InlineData(TimedThing.IntervalResetAt)]
    [InlineData(TimedThing.ResettableSleep)]
    [InlineData(TimedThing.DelayQueue)]
    public void Wait_OnFakeTimeProvider_EndsOnceItsTimeHasPassed(TimedThing thing)
    {
        var clock = new FakeTimeProvider();
        var start = clock.GetTimestamp();
        Run(thing, clock, () => clock.GetElapsedTime(start), () => clock.Advance(s_step));
    }

    /// <summary>Runs the body in the place where its waits begin. The given clock is the current clock there.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="body">Gets a function that starts a wait in that place.</param>
    private protected abstract (Task Ended, IDisposable Runtime) Start(TimeProvider clock, Func<Func<Func<Task>, Task>, Task> body);

    private void Run(TimedThing thing, TimeProvider clock, Func<TimeSpan> elapsed, Action advance, TimeSpan? time = null)
    {
        using var wait = new TimedWait(thing, clock);
        var isOver = false;
        var (ended, runtime) = Start(clock, async start =>
        {
            for (var round = 0; round < Rounds && !Volatile.Read(ref isOver); round++)
            {
                var before = elapsed();
                await start(() => wait.StartAsync(time ?? s_time));
                var passed = elapsed() - before;
                // Both readings are truncated to ticks.
                Assert.True(passed >= (time ?? s_time) - TimeSpan.FromTicks(1), $"Round {round} ended after {passed}.");
            }
        });
        using var _ = runtime;
        var began = Stopwatch.GetTimestamp();
        while (!ended.IsCompleted)
        {
            advance();
            // Work that is ready usually runs before the clock moves on, so an end that is too early is noticed.
            Thread.Yield();
            // A slow test is not stuck: it begins no new round, and the clock still moves for the present round.
            var passed = Stopwatch.GetElapsedTime(began);
            Volatile.Write(ref isOver, passed > s_hang);
            if (passed > 2 * s_hang)
                Assert.Fail("A wait did not end.");
        }

        ended.GetAwaiter().GetResult();
    }
}

/// <summary>Waits that a ThreadPool thread starts after it has entered a runtime.</summary>
public sealed class ForeignClockOffTheRuntimeTests : ForeignClockContract
{
    private protected override (Task Ended, IDisposable Runtime) Start(TimeProvider clock, Func<Func<Func<Task>, Task>, Task> body)
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, clock);
        return (Task.Run(() => body(start =>
        {
            using (rt.Enter())
                return start();
        })), rt);
    }
}

public sealed class ForeignClockOfTwoWorkersTests : ForeignClockContract
{
    private protected override (Task Ended, IDisposable Runtime) Start(TimeProvider clock, Func<Func<Func<Task>, Task>, Task> body)
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, ShutdownTimeout = TimeSpan.Zero }, clock);
        return (rt.Spawn(() => body(static start => start())).AsTask(), rt);
    }
}

public sealed class ForeignClockOfCurrentThreadTests : ForeignClockContract
{
    private protected override (Task Ended, IDisposable Runtime) Start(TimeProvider clock, Func<Func<Func<Task>, Task>, Task> body)
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, clock);
        return (rt.Spawn(() => body(static start => start())).AsTask(), rt);
    }
}
