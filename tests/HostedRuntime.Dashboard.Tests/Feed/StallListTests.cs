using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Feed;

public sealed class StallListTests
{
    private readonly StallList _stalls = new();

    [Fact]
    public void Read_OfStallInTwoSnapshots_IsOneThatLasts()
    {
        _stalls.Note(Stalled(id: 5, polls: 1, seconds: 1), Frames.At);
        _stalls.Note(Stalled(id: 5, polls: 1, seconds: 3), Frames.At + TimeSpan.FromSeconds(2));
        var stall = _stalls.Read().Single();

        Assert.Equal((Frames.At - TimeSpan.FromSeconds(1), Frames.At + TimeSpan.FromSeconds(2)), (stall.BeganAt, stall.SeenAt));
    }

    [Fact]
    public void Read_OfTwoStallsOfTask_HasNewestFirst()
    {
        _stalls.Note(Stalled(id: 5, polls: 1, seconds: 1), Frames.At);
        _stalls.Note(Stalled(id: 5, polls: 2, seconds: 1), Frames.At + TimeSpan.FromSeconds(9));

        Assert.Equal([2, 1], _stalls.Read().Select(static stall => stall.Task.Polls));
    }

    [Fact]
    public void Read_OfTooManyStalls_HasNewest()
    {
        for (var id = 0; id < StallList.Most + 10; id++)
            _stalls.Note(Stalled(id, polls: 1, seconds: 1), Frames.At);

        Assert.Equal((StallList.Most, StallList.Most + 9L), (_stalls.Read().Count, _stalls.Read()[0].Task.Id));
    }

    [Fact]
    public void Read_OfBlockedWorker_IsEmpty()
    {
        var snapshot = Stalled(id: 5, polls: 1, seconds: 1);
        _stalls.Note(snapshot with { Workers = [snapshot.Workers[0] with { State = WorkerState.Blocked }] }, Frames.At);

        Assert.Empty(_stalls.Read());
    }

    private static RuntimeSnapshot Stalled(long id, long polls, double seconds) => Frames.Snapshot([Frames.Task(id, "price-calculator") with { Polls = polls, State = TaskState.Running }]) with
    {
        Workers = [new WorkerSnapshot { Index = 0, State = WorkerState.Stalled, TaskId = id, PollingFor = TimeSpan.FromSeconds(seconds) }],
    };
}
