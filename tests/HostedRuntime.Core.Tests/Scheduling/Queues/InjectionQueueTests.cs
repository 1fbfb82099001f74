using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Scheduling;

public sealed class InjectionQueueTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PopBatch_TwoWorkers_LeavesHalfToTheOther(bool overflow)
    {
        var tasks = Some.Tasks(10);
        var queue = QueueOf(tasks, overflow);
        var local = new LocalQueue(64);
        Assert.Same(tasks[0], queue.PopBatch(local, workers: 2));
        Assert.Equal(10, 1 + local.Count + queue.Count);
        Assert.InRange(local.Count, 4, 5);
        Assert.Same(tasks[1], local.Pop());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PopBatch_WhenLocalQueueIsSmall_TakesWhatFits(bool overflow)
    {
        var queue = QueueOf(Some.Tasks(100), overflow);
        var local = new LocalQueue(4);
        Assert.NotNull(queue.PopBatch(local, workers: 1));
        Assert.Equal((3, 96), (local.Count, queue.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PopBatch_WhenLocalQueueIsFull_ReturnsOneTask(bool overflow)
    {
        var tasks = Some.Tasks(3);
        var queue = QueueOf(tasks, overflow);
        var local = new LocalQueue(2);
        Assert.All(Some.Tasks(2), task => Assert.True(local.TryPush(task)));
        Assert.Same(tasks[0], queue.PopBatch(local, workers: 1));
        Assert.Equal((2, 2), (local.Count, queue.Count));
    }

    [Fact]
    public void Pop_BothSources_AlternatesBetweenThem()
    {
        var (outside, overflow) = (Some.Tasks(3), Some.Tasks(3));
        var queue = QueueOf(outside, overflow: false);
        queue.Push(Cells(overflow));
        var popped = Enumerable.Range(0, 6).Select(turn => queue.Pop((uint)turn)).ToArray();
        Assert.Equal([outside[0], overflow[0], outside[1], overflow[1], outside[2], overflow[2]], popped);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Push_OverflowInManyRounds_KeepsTheOrder()
    {
        var queue = new InjectionQueue();
        var expected = new Queue<RuntimeTask>();
        var local = new LocalQueue(256);
        for (var round = 0; round < 20; round++)
        {
            var tasks = Some.Tasks(300);
            queue.Push(Cells(tasks));
            foreach (var task in tasks)
                expected.Enqueue(task);
            for (var batch = 0; batch < 2; batch++)
            {
                Assert.Same(expected.Dequeue(), queue.PopBatch(local, workers: 3));
                while (local.Pop() is { } task)
                    Assert.Same(expected.Dequeue(), task);
            }

            Assert.Equal(expected.Count, queue.Count);
        }

        while (expected.TryDequeue(out var task))
            Assert.Same(task, queue.Pop());
    }

    [Fact]
    public void Close_WithTasksLeft_PopReturnsThem()
    {
        var tasks = Some.Tasks(2);
        var queue = QueueOf(tasks, overflow: true);
        Assert.False(queue.IsClosed);
        queue.Close();
        Assert.True(queue.IsClosed);
        Assert.Equal(tasks, [queue.Pop()!, queue.Pop()!]);
        Assert.Null(queue.Pop());
    }

    private static InjectionQueue QueueOf(RuntimeTask[] tasks, bool overflow)
    {
        var queue = new InjectionQueue();
        if (overflow)
        {
            queue.Push(Cells(tasks));
            return queue;
        }

        foreach (var task in tasks)
            queue.Push(task);
        return queue;
    }

    private static TaskElement[] Cells(RuntimeTask[] tasks) => [.. tasks.Select(static task => new TaskElement { Task = task })];
}
