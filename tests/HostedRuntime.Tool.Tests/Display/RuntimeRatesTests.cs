using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Display;

namespace HostedRuntime.Tool.Tests.Display;

/// <summary>Rates are of the time between two snapshots, and at first of the whole life.</summary>
public sealed class RuntimeRatesTests
{
    private readonly RuntimeRates _rates = new();

    [Fact]
    public void Busiest_AfterOneSnapshot_CountsWholeLife()
    {
        _rates.Add(At(0, Snapshots.Task(1) with { Polls = 50, Age = TimeSpan.FromSeconds(10), Busy = TimeSpan.FromSeconds(5) }));
        var rated = Assert.Single(_rates.Busiest(10));
        Assert.Equal((5.0, 0.5), (rated.PollsPerSecond, rated.BusyShare));
    }

    [Fact]
    public void Busiest_AfterTwoSnapshots_CountsTimeBetween()
    {
        _rates.Add(At(0, Snapshots.Task(1) with { Polls = 50 }, Snapshots.Task(2) with { Polls = 5 }, Snapshots.Task(3) with { Polls = 9 }));
        _rates.Add(At(2, Snapshots.Task(1) with { Polls = 52 }, Snapshots.Task(2) with { Polls = 105 }, Snapshots.Task(3) with { Polls = 9 }));
        Assert.Equal([(2L, 50.0), (1L, 1.0)], _rates.Busiest(10).Select(static rated => (rated.Task.Id, rated.PollsPerSecond)));
        Assert.Equal(2, Assert.Single(_rates.Busiest(1)).Task.Id);
    }

    [Fact]
    public void Busiest_WhenTaskRunsWithoutNewPoll_HasIt()
    {
        _rates.Add(At(0, Snapshots.Task(1) with { Polls = 1 }));
        _rates.Add(At(1, Snapshots.Task(1) with { Polls = 1, State = TaskState.Running }));
        Assert.Equal(0, Assert.Single(_rates.Busiest(10)).PollsPerSecond);
    }

    [Fact]
    public void LongestWaiting_OfTasks_ReturnsLongestFirst()
    {
        _rates.Add(At(0, Waiting(1, 3), Waiting(2, 8), Snapshots.Task(3), Waiting(4, 1)));
        Assert.Equal([2, 1], _rates.LongestWaiting(2).Select(static task => task.Id));
    }

    [Fact]
    public void PollsPerSecondOf_AfterTwoSnapshots_CountsTimeBetween()
    {
        _rates.Add(WithPolls(100) with { Uptime = TimeSpan.FromSeconds(50) });
        Assert.Equal(2, _rates.PollsPerSecondOf(0));
        _rates.Add(WithPolls(110) with { TakenAt = DateTimeOffset.UnixEpoch.AddSeconds(2) });
        Assert.Equal(5, _rates.PollsPerSecondOf(0));
        Assert.Equal(0, _rates.PollsPerSecondOf(7));
        // A thread that blocks and has lost its core.
        Assert.Equal(0, _rates.PollsPerSecondOf(-1));
    }

    private static TaskSnapshot Waiting(long id, int seconds) => Snapshots.Task(id) with { WaitingFor = TimeSpan.FromSeconds(seconds) };

    private static RuntimeSnapshot WithPolls(long polls)
        => At(0) with { Metrics = new RuntimeMetrics { Workers = [new WorkerMetrics { Polls = polls }] } };

    private static RuntimeSnapshot At(int seconds, params TaskSnapshot[] tasks)
        => Snapshots.Empty with { TakenAt = DateTimeOffset.UnixEpoch.AddSeconds(seconds), Tasks = tasks };
}
