using System.Diagnostics;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

public sealed class InjectionTickTests
{
    private long _now = 1;

    [Fact]
    public void IsDue_FixedInterval_IsTrueOnceAnInterval()
    {
        var tick = new InjectionTick(3);
        Assert.Equal([false, false, true, false, false, true], Enumerable.Range(0, 6).Select(_ => Poll(ref tick, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Next_ShortPolls_SetsTheLongestInterval()
    {
        var tick = new InjectionTick(null);
        Poll(ref tick, TimeSpan.FromMicroseconds(0.1), times: 1000);
        Assert.Equal(127, tick.Interval);
    }

    [Fact]
    public void Next_TenMicrosecondPolls_AimsAt200Microseconds()
    {
        var tick = new InjectionTick(null);
        Poll(ref tick, TimeSpan.FromMicroseconds(10), times: 1000);
        Assert.Equal(20, tick.Interval);
    }

    [Fact]
    public void Next_LongPolls_SetsTheShortestInterval()
    {
        var tick = new InjectionTick(null);
        Poll(ref tick, TimeSpan.FromMilliseconds(5), times: 1000);
        Assert.Equal(2, tick.Interval);
    }

    [Fact]
    public void Restart_AfterASleep_IgnoresTheSleep()
    {
        var tick = new InjectionTick(null);
        Poll(ref tick, TimeSpan.FromMicroseconds(0.1), times: 1000);
        _now += Stopwatch.Frequency;
        tick.Restart();
        Poll(ref tick, TimeSpan.FromMicroseconds(0.1), times: 200);
        Assert.Equal(127, tick.Interval);
    }

    private bool Poll(ref InjectionTick tick, TimeSpan length, int times = 1)
    {
        var isDue = false;
        for (var i = 0; i < times; i++)
        {
            _now += (long)(length.TotalSeconds * Stopwatch.Frequency);
            isDue = tick.IsDue();
            if (isDue)
                tick.Next(_now);
        }

        return isDue;
    }
}
