using System.Diagnostics;

namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>Waits by the system's clock outside a runtime, where the timers of the BCL drop fractions of a millisecond.</summary>
public sealed class NeverEarlyTests
{
    public static TheoryData<TimedThing, double> All
    {
        get
        {
            var all = new TheoryData<TimedThing, double>();
            foreach (var thing in Enum.GetValues<TimedThing>())
            {
                // Left out, because a time of day comes from another clock than the one that a timer counts.
                if (thing is TimedThing.SleepUntilAsync or TimedThing.TimeoutAtAsync)
                    continue;
                all.Add(thing, 1);
                all.Add(thing, 2.4);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Wait_OnTheSystemClock_IsNeverEarly(TimedThing thing, double milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        using var wait = new TimedWait(thing, TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            // Starts at another fraction of a millisecond each time.
            Thread.SpinWait(i * 7919 % 20_000);
            var start = Stopwatch.GetTimestamp();
            await wait.StartAsync(time);
            var passed = Stopwatch.GetElapsedTime(start);
            Assert.True(passed >= time, $"It ended after {passed}.");
        }
    }
}
