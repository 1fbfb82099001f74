using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

public sealed class PollClockTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    [Fact]
    public void Look_SamePoll_AddsTheTimeSinceFirstLook()
    {
        var clock = new PollClock();
        clock.Look(isPolling: true, 7, s_tick);
        Assert.Equal(TimeSpan.Zero, clock.Seen);
        clock.Look(isPolling: true, 7, s_tick);
        clock.Look(isPolling: true, 7, s_tick);
        Assert.Equal(2 * s_tick, clock.Seen);
    }

    [Fact]
    public void Look_AnotherPollOrNone_ResetsTheTime()
    {
        var clock = new PollClock();
        clock.Look(isPolling: true, 0, s_tick);
        clock.Look(isPolling: true, 0, s_tick);
        clock.Look(isPolling: true, 1, s_tick);
        Assert.Equal(TimeSpan.Zero, clock.Seen);
        clock.Look(isPolling: true, 1, s_tick);
        clock.Look(isPolling: false, 1, s_tick);
        Assert.Equal(TimeSpan.Zero, clock.Seen);
        clock.Look(isPolling: true, 1, s_tick);
        Assert.Equal(TimeSpan.Zero, clock.Seen);
    }

    [Fact]
    public void IsReportDue_WheneverTheTimeDoubles_IsTrue()
    {
        var clock = new PollClock();
        var due = new List<int>();
        clock.Look(isPolling: true, 1, s_tick);
        for (var second = 1; second <= 20; second++)
        {
            clock.Look(isPolling: true, 1, s_tick);
            if (clock.IsReportDue(2 * s_tick, out _))
                due.Add(second);
        }

        Assert.Equal([2, 4, 8, 16], due);
    }

    [Fact]
    public void IsReportDue_NextPoll_IsTrueAgain()
    {
        var clock = new PollClock();
        for (var poll = 0; poll < 3; poll++)
        {
            clock.Look(isPolling: true, poll, s_tick);
            Assert.False(clock.IsReportDue(s_tick, out _));
            clock.Look(isPolling: true, poll, s_tick);
            Assert.True(clock.IsReportDue(s_tick, out _));
            Assert.False(clock.IsReportDue(s_tick, out _));
        }
    }

    [Fact]
    public void IsReportDue_AfterALateLook_IsTrueOnce()
    {
        var clock = new PollClock();
        clock.Look(isPolling: true, 1, s_tick);
        clock.Look(isPolling: true, 1, 5 * s_tick);
        Assert.True(clock.IsReportDue(s_tick, out _));
        Assert.False(clock.IsReportDue(s_tick, out _));
        clock.Look(isPolling: true, 1, 3 * s_tick);
        Assert.True(clock.IsReportDue(s_tick, out _));
    }
}
