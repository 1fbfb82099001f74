using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Scheduling;

public sealed class LocalQueueTests
{
    // The positions start near the end of 32 bits, so that they wrap in the tests.
    private const uint NearWrap = uint.MaxValue - 2;

    [Fact]
    public void Pop_AfterPushes_ReturnsTheOldestFirst()
    {
        var queue = new LocalQueue(4, NearWrap);
        var tasks = Some.Tasks(4);
        Assert.All(tasks, task => Assert.True(queue.TryPush(task)));
        Assert.Equal(4, queue.Count);
        Assert.Equal(tasks, Enumerable.Range(0, 4).Select(_ => queue.Pop()));
        Assert.Null(queue.Pop());
    }

    [Fact]
    public void TryPush_WhenFull_ReturnsFalseUntilAPop()
    {
        var queue = new LocalQueue(2, NearWrap);
        Assert.All(Some.Tasks(2), task => Assert.True(queue.TryPush(task)));
        Assert.False(queue.TryPush(Some.Task()));
        queue.Pop();
        Assert.True(queue.TryPush(Some.Task()));
    }

    [Fact]
    public void PushMany_AcrossTheEndOfTheBuffer_KeepsTheOrder()
    {
        var queue = new LocalQueue(4, NearWrap);
        var tasks = Some.Tasks(7);
        queue.PushMany([.. tasks[..3].Select(static task => new TaskElement { Task = task })]);
        Assert.Same(tasks[0], queue.Pop());
        Assert.Same(tasks[1], queue.Pop());
        queue.PushMany([.. tasks[3..6].Select(static task => new TaskElement { Task = task })]);
        Assert.Equal(0, queue.Free);
        Assert.Equal(tasks[2..6], [queue.Pop()!, queue.Pop()!, queue.Pop()!, queue.Pop()!]);
    }

    [Fact]
    public void TakeHalf_WhenFull_TakesTheOlderHalf()
    {
        var queue = new LocalQueue(4, NearWrap);
        var tasks = Some.Tasks(4);
        foreach (var task in tasks)
            queue.TryPush(task);
        var half = new TaskElement[2];
        Assert.Equal(2, queue.TakeHalf(half));
        Assert.Equal(tasks[..2], half.Select(static cell => cell.Task));
        Assert.Equal(tasks[2..], [queue.Pop()!, queue.Pop()!]);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(8, 4, 4)]
    public void StealInto_SomeTasks_TakesHalfRoundedUp(int there, int stolen, int left)
    {
        var victim = new LocalQueue(8, NearWrap);
        var thief = new LocalQueue(8, NearWrap);
        foreach (var task in Some.Tasks(there))
            victim.TryPush(task);
        Assert.NotNull(victim.StealInto(thief, out var count));
        Assert.Equal((stolen, stolen - 1, left), (count, thief.Count, victim.Count));
    }

    [Fact]
    public void StealInto_WhenEmpty_ReturnsNull() => Assert.Null(new LocalQueue(4).StealInto(new LocalQueue(4), out _));

    [Fact]
    public void StealInto_WhenThiefIsOverHalfFull_ReturnsNull()
    {
        var victim = new LocalQueue(4);
        victim.TryPush(Some.Task());
        var thief = new LocalQueue(4);
        foreach (var task in Some.Tasks(3))
            thief.TryPush(task);
        Assert.Null(victim.StealInto(thief, out _));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(64)]
    public void StealInto_RacingWithOwner_TakesEachTaskOnce(int capacity)
    {
        const int Count = 100_000;
        var queue = new LocalQueue(capacity, NearWrap);
        var tasks = Some.Tasks(Count);
        var seen = tasks.ToDictionary(task => task, _ => 0);
        var taken = new List<RuntimeTask>[3];
        var isOver = 0;
        var thieves = Enumerable.Range(1, 2).Select(index => new Thread(() =>
        {
            var mine = taken[index] = [];
            var loot = new LocalQueue(Math.Max(capacity, 2), NearWrap);
            while (Volatile.Read(ref isOver) == 0 || queue.Count > 0)
            {
                if (queue.StealInto(loot, out _) is { } task)
                    mine.Add(task);
                while (loot.Pop() is { } next)
                    mine.Add(next);
            }
        })).ToArray();
        foreach (var thief in thieves)
            thief.Start();

        var own = taken[0] = [];
        var half = new TaskElement[capacity / 2];
        foreach (var task in tasks)
        {
            while (!queue.TryPush(task))
                own.AddRange(half.Take(queue.TakeHalf(half)).Select(static cell => cell.Task!));
            if (own.Count % 3 == 0 && queue.Pop() is { } popped)
                own.Add(popped);
        }

        while (queue.Pop() is { } left)
            own.Add(left);
        Volatile.Write(ref isOver, 1);
        foreach (var thief in thieves)
            thief.Join();

        foreach (var task in taken.SelectMany(each => each))
            seen[task]++;
        Assert.All(seen.Values, count => Assert.Equal(1, count));
    }
}
