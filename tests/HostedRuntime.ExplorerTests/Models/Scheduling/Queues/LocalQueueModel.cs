using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// A worker fills and empties its queue, including overflow, while other workers steal into their queues. The positions wrap around
/// meanwhile.
/// </summary>
internal sealed class LocalQueueModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly LocalQueue _queue;

    public LocalQueueModel(int capacity, int tasks, int thieves)
    {
        _tasks = ModelTask.Some(tasks);
        _queue = new LocalQueue(capacity, start: uint.MaxValue - 1);
        Thread("worker", Work);
        for (var i = 0; i < thieves; i++)
        {
            var loot = new LocalQueue(capacity);
            Thread($"thief {i}", () => Steal(loot));
        }
    }

    public override void Check()
    {
        while (_queue.Pop() is { } left)
            TaskBag.Run(left);
        _tasks.AssertEachRanOnce();
    }

    private void Work()
    {
        var overflow = new TaskElement[_queue.Capacity / 2];
        foreach (var task in _tasks)
        {
            if (_queue.TryPush(task))
                continue;
            foreach (var taken in overflow.AsSpan(0, _queue.TakeHalf(overflow)))
                TaskBag.Run(taken.Task);
            if (!_queue.TryPush(task))
                TaskBag.Run(task);
        }

        TaskBag.Run(_queue.Pop());
        TaskBag.Run(_queue.Pop());
    }

    private void Steal(LocalQueue loot)
    {
        TaskBag.Run(_queue.StealInto(loot, out _));
        while (loot.Pop() is { } task)
            TaskBag.Run(task);
    }
}
