using HostedRuntime.Blocking;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Blocking;

public sealed class BlockingQueueTests
{
    [Fact]
    public void Dequeue_SeveralTasks_ReturnsTheOldest()
    {
        var queue = new BlockingQueue();
        var tasks = Some.Tasks(100);
        foreach (var task in tasks)
            queue.Enqueue(task);
        Assert.Equal(100, queue.Count);
        foreach (var task in tasks)
            Assert.Same(task, queue.Dequeue());
        Assert.Null(queue.Dequeue());
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Remove_EverySecondTask_KeepsOrderOfOthers()
    {
        var queue = new BlockingQueue();
        var tasks = Some.Tasks(50);
        foreach (var task in tasks)
            queue.Enqueue(task);
        for (var i = 0; i < tasks.Length; i += 2)
            Assert.True(queue.Remove(tasks[i]));
        Assert.Equal(25, queue.Count);
        for (var i = 1; i < tasks.Length; i += 2)
            Assert.Same(tasks[i], queue.Dequeue());
        Assert.Null(queue.Dequeue());
    }

    [Fact]
    public void Remove_WhenTaskIsNotQueued_ReturnsFalse()
    {
        var queue = new BlockingQueue();
        var tasks = Some.Tasks(3);
        Assert.False(queue.Remove(tasks[0]));
        queue.Enqueue(tasks[0]);
        queue.Enqueue(tasks[1]);
        Assert.True(queue.Remove(tasks[0]));
        Assert.False(queue.Remove(tasks[0]));
        Assert.Same(tasks[1], queue.Dequeue());
        Assert.False(queue.Remove(tasks[1]));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void EveryMember_RandomCalls_BehavesAsAList()
    {
        var queue = new BlockingQueue();
        var model = new List<RuntimeTask>();
        var tasks = Some.Tasks(200);
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var task = tasks[random.Next(tasks.Length)];
            switch (random.Next(5))
            {
                case 0:
                    Assert.Equal(model.Remove(task), queue.Remove(task));
                    break;
                case 1:
                    Assert.Same(model.FirstOrDefault(), queue.Dequeue());
                    if (model.Count > 0)
                        model.RemoveAt(0);
                    break;
                default:
                    if (!model.Contains(task))
                    {
                        model.Add(task);
                        queue.Enqueue(task);
                    }

                    break;
            }

            Assert.Equal(model.Count, queue.Count);
        }
    }
}
