using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

public sealed class IdleWorkersTests
{
    [Fact]
    public void Park_LastSearcher_HasToLookAgain()
    {
        var idle = new IdleWorkers(4);
        Assert.True(idle.TryBeginSearch());
        Assert.True(idle.TryBeginSearch());
        Assert.False(idle.Park(new Parker(), searching: true));
        Assert.False(idle.Park(new Parker(), searching: false));
        Assert.True(idle.Park(new Parker(), searching: true));
    }

    [Fact]
    public void Park_WhileNobodySearches_HasToLookAgain()
    {
        var idle = new IdleWorkers(2);
        Assert.True(idle.TryBeginSearch());
        // Refused to search, because another did; that one has found a task meanwhile, and has seen nobody asleep.
        Assert.False(idle.TryBeginSearch());
        Assert.False(idle.EndSearch());
        Assert.True(idle.Park(new Parker(), searching: false));
    }

    [Fact]
    public void Wake_OneOfTheParked_WakesThatOne()
    {
        var idle = new IdleWorkers(3);
        var (first, second) = (new Parker(), new Parker());
        idle.Park(first, searching: false);
        idle.Park(second, searching: false);
        idle.Wake(first);
        first.Park();
        Assert.Equal((1, false, true), (idle.Parked, idle.IsParked(first), idle.IsParked(second)));
        // Not parked: nothing to wake, and no permit for the next time.
        idle.Wake(first);
        Assert.Equal(1, idle.Parked);
        // It counts as searching.
        Assert.True(idle.EndSearch());
    }

    [Fact]
    public void TryBeginSearch_HalfSearchAlready_IsRefused()
    {
        var idle = new IdleWorkers(2);
        Assert.True(idle.TryBeginSearch());
        Assert.False(idle.TryBeginSearch());
        Assert.False(idle.EndSearch());
        Assert.True(idle.TryBeginSearch());
    }

    [Fact]
    public void NotifyAfterPublish_SomebodyParkedAndNobodySearching_WakesTheLastParked()
    {
        var idle = new IdleWorkers(2);
        var (first, second) = (new Parker(), new Parker());
        idle.Park(first, searching: false);
        idle.Park(second, searching: false);
        idle.NotifyAfterPublish();
        second.Park();
        // The woken one counts as searching, so a second notification wakes nobody.
        idle.NotifyAfterPublish();
        // The last searcher, while another sleeps: it has to look for more.
        Assert.True(idle.EndSearch());
        idle.NotifyAfterPublish();
        first.Park();
    }

    [Fact]
    public void WakeAll_EvenWhileOneSearches_WakesEveryone()
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
