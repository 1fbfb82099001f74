using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

public sealed class IdleWorkersTests
{
    [Fact]
    public void Park_LastSearcher_HasToSearchAgain()
    {
        var idle = new IdleWorkers(4);
        Assert.True(idle.TryBeginSearch());
        Assert.True(idle.TryBeginSearch());
        Assert.False(idle.Park(new Parker(), searching: true));
        Assert.False(idle.Park(new Parker(), searching: false));
        Assert.True(idle.Park(new Parker(), searching: true));
    }

    [Fact]
    public void Park_WhenNoWorkerSearches_HasToSearchAgain()
    {
        var idle = new IdleWorkers(2);
        Assert.True(idle.TryBeginSearch());
        // Refused, because another worker searches. Meanwhile that worker has found a task, and has seen no parked worker to wake.
        Assert.False(idle.TryBeginSearch());
        Assert.False(idle.EndSearch());
        Assert.True(idle.Park(new Parker(), searching: false));
    }

    [Fact]
    public void Wake_OneOfTwoParkedWorkers_WakesOnlyThatOne()
    {
        var idle = new IdleWorkers(3);
        var (first, second) = (new Parker(), new Parker());
        idle.Park(first, searching: false);
        idle.Park(second, searching: false);
        idle.Wake(first);
        first.Park();
        Assert.Equal((1, false, true), (idle.Parked, idle.IsParked(first), idle.IsParked(second)));
        // The worker is not parked now, so the call wakes no thread and leaves no permit for the next park.
        idle.Wake(first);
        Assert.Equal(1, idle.Parked);
        // The woken worker counts as searching.
        Assert.True(idle.EndSearch());
    }

    [Fact]
    public void TryBeginSearch_WhenHalfSearch_ReturnsFalse()
    {
        var idle = new IdleWorkers(2);
        Assert.True(idle.TryBeginSearch());
        Assert.False(idle.TryBeginSearch());
        Assert.False(idle.EndSearch());
        Assert.True(idle.TryBeginSearch());
    }

    [Fact]
    public void NotifyAfterPublish_WhenNoneSearches_WakesTheLastParked()
    {
        var idle = new IdleWorkers(2);
        var (first, second) = (new Parker(), new Parker());
        idle.Park(first, searching: false);
        idle.Park(second, searching: false);
        idle.NotifyAfterPublish();
        second.Park();
        // The woken worker counts as searching, so a second notification wakes no other worker.
        idle.NotifyAfterPublish();
        // This worker was the last searcher while another worker is parked, so it has to look for more work.
        Assert.True(idle.EndSearch());
        idle.NotifyAfterPublish();
        first.Park();
    }

    [Fact]
    public void WakeAll_WhileOneSearches_WakesEveryParkedWorker()
    {
        var idle = new IdleWorkers(4);
        Assert.True(idle.TryBeginSearch());
        var parkers = new[] { new Parker(), new Parker(), new Parker() };
        foreach (var parker in parkers)
            idle.Park(parker, searching: false);
        idle.WakeAll();
        foreach (var parker in parkers)
            parker.Park();
    }
}
