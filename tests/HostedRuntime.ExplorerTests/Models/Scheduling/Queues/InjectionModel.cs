using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// A producer pushes tasks while workers take batches and another thread closes the queue. Each task is taken exactly once.
/// </summary>
internal sealed class InjectionModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly InjectionQueue _queue = new();
    private readonly IdleWorkers _idle = new(workers: 1);

    /// <param name="isOverflow">
    /// True if the tasks come in one batch out of a worker's queue; false if they come one by one from outside.
    /// </param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="workers">The number of workers, each of which takes one batch.</param>
    public InjectionModel(bool isOverflow, int tasks, int workers)
    {
        _tasks = ModelTask.Some(tasks);
        Thread("producer", () => Produce(isOverflow));
        for (var i = 0; i < workers; i++)
        {
            var local = new LocalQueue(4);
            Thread($"worker {i}", () =>
            {
                TaskBag.Run(_queue.PopBatch(local, workers));
                while (local.Pop() is { } task)
                    TaskBag.Run(task);
            });
        }

        Thread("closer", () =>
        {
            _queue.Close();
            Empty();
        });
    }

    public override void Check() => _tasks.AssertEachRanOnce();

    private void Produce(bool isOverflow)
    {
        if (isOverflow)
        {
            _queue.Push([.. _tasks.Select(static task => new TaskElement { Task = task })]);
            Announce();
            return;
        }

        foreach (var task in _tasks)
        {
            _queue.Push(task);
            Announce();
        }
    }

    /// <summary>Notifies the workers as Scheduler does after a push.</summary>
    private void Announce()
    {
        _idle.NotifyAfterPublish();
        if (_queue.IsClosed)
            Empty();
    }

    private void Empty()
    {
        while (_queue.Pop() is { } task)
            TaskBag.Run(task);
    }
}
