using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Scheduling;

public sealed class InjectionQueueTests
{
    [Fact]
    public void PopBatch_TwoWorkers_LeavesTheOtherItsShare()
    {
        var queue = new InjectionQueue();
        var tasks = Some.Tasks(10);
        Assert.True(queue.TryPush(tasks));
        var local = new LocalQueue(64);
        Assert.Same(tasks[0], queue.PopBatch(local, workers: 2));
        Assert.Equal((4, 5), (local.Count, queue.Count));
        Assert.Same(tasks[1], local.Pop());
    }

    [Fact]
    public void PopBatch_LocalQueueWithLittleRoom_TakesNoMoreThanFits()
    {
        var queue = new InjectionQueue();
        queue.TryPush(Some.Tasks(100));
        var local = new LocalQueue(4);
        Assert.NotNull(queue.PopBatch(local, workers: 1));
        Assert.Equal((3, 96), (local.Count, queue.Count));
    }

    [Fact]
    public void Close_ThenPush_IsRefusedAndNothingIsLost()
    {
        var queue = new InjectionQueue();
        var tasks = Some.Tasks(3);
        queue.TryPush(tasks);
        Assert.Equal(tasks, queue.Close());
        Assert.False(queue.TryPush(Some.Task()));
        Assert.False(queue.TryPush(Some.Tasks(2)));
        Assert.Null(queue.Pop());
    }
}
