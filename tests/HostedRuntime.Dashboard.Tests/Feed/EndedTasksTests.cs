using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Feed;

public sealed class EndedTasksTests
{
    private readonly EndedTasks _ended = new();

    [Fact]
    public void Read_AfterTaskIsMissing_HasItsLastRow()
    {
        _ended.Note(Frames.Snapshot([Frames.Task(1, "order"), Frames.Task(2, "packer")]), Frames.Snapshot([Frames.Task(2, "packer")]), Frames.At);

        Assert.Equal(("order", "default", Frames.At), _ended.Read(Frames.At).Select(static ended => (ended.Task.Name!, ended.Runtime, ended.EndedAt)).Single());
    }

    [Fact]
    public void Read_WhenSnapshotLeavesTasksOut_HasNone()
    {
        _ended.Note(Frames.Snapshot([Frames.Task(1)]), Frames.Snapshot() with { TasksLeftOut = 1 }, Frames.At);

        Assert.Empty(_ended.Read(Frames.At));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Read_OfTaskInFirstPoll_WaitsForAnotherSnapshot(bool isAlive, int expected)
    {
        var task = Frames.Task(1) with { State = TaskState.Running, Polls = 1 };
        _ended.Note(Frames.Snapshot([task]), Frames.Snapshot(), Frames.At);
        Assert.Empty(_ended.Read(Frames.At));
        _ended.Note(Frames.Snapshot(), Frames.Snapshot(isAlive ? [task] : []), Frames.At);

        Assert.Equal(expected, _ended.Read(Frames.At).Count);
    }

    [Fact]
    public void Read_WithoutEarlierSnapshot_HasNone()
    {
        _ended.Note(null, Frames.Snapshot([Frames.Task(1)]), Frames.At);

        Assert.Empty(_ended.Read(Frames.At));
    }

    [Fact]
    public void Read_AfterTooManyTasks_HasNewest()
    {
        for (var id = 0; id <= EndedTasks.MostTasks; id++)
            End(Frames.Task(id), Frames.At);
        var read = _ended.Read(Frames.At);

        Assert.Equal((EndedTasks.MostTasks, 1L, (long)EndedTasks.MostTasks), (read.Count, read[0].Task.Id, read[^1].Task.Id));
    }

    [Fact]
    public void Read_AfterTenMinutes_ForgetsTask()
    {
        End(Frames.Task(1), Frames.At);
        End(Frames.Task(2), Frames.At + TimeSpan.FromSeconds(1));

        Assert.Equal(2, _ended.Read(Frames.At + EndedTasks.LongestTime).Count);
        Assert.Equal(2, _ended.Read(Frames.At + EndedTasks.LongestTime + TimeSpan.FromMilliseconds(1)).Single().Task.Id);
    }

    [Fact]
    public void Read_OfLongNames_StaysBelowCeilingOfBytes()
    {
        var name = new string('x', 1_000_000);
        for (var id = 0; id < 50; id++)
            End(Frames.Task(id, name), Frames.At);

        // A name takes two million bytes.
        Assert.Equal(8, _ended.Read(Frames.At).Count);
        Assert.InRange(_ended.Bytes, 1, EndedTasks.MostBytes);
    }

    [Fact]
    public void Bytes_AfterAllIsForgotten_AreZero()
    {
        End(Frames.Task(1, "order", 1, Frames.Lock(Frames.Mutex(1))), Frames.At);
        _ended.Read(Frames.At + (2 * EndedTasks.LongestTime));

        Assert.Equal(0, _ended.Bytes);
    }

    [Fact]
    public void Read_WithoutChange_ReturnsSameList()
    {
        End(Frames.Task(1), Frames.At);

        Assert.Same(_ended.Read(Frames.At), _ended.Read(Frames.At));
    }

    private void End(TaskSnapshot task, DateTimeOffset at) => _ended.Note(Frames.Snapshot([task]), Frames.Snapshot(), at);
}
