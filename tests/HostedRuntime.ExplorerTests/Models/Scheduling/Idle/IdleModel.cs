using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// Tasks are published while workers go to sleep. The model ends when all workers sleep for ever. By then every task must have run.
/// </summary>
internal sealed class IdleModel : Model
{
    private readonly ModelTask[] _tasks;

    /// <param name="publisher">The thread that publishes the tasks.</param>
    /// <param name="sleepers">The number of workers that have nothing to do at first.</param>
    /// <param name="tasks">The number of tasks, published one by one.</param>
    /// <param name="pollsEnd">
    /// False if a worker that runs a task never returns from it, so that it cannot make up for a lost wake-up.
    /// </param>
    /// <param name="rechecks">False if a worker sleeps without the second look, to show that the look is needed.</param>
    public IdleModel(Publisher publisher, int sleepers, int tasks, bool pollsEnd = true, bool rechecks = true)
    {
        _tasks = ModelTask.Some(tasks);
        var fromWorker = publisher == Publisher.Worker;
        var workers = new ModelWorkers(sleepers + (fromWorker ? 1 : 0), pollsEnd, rechecks);
        for (var i = 0; i < sleepers; i++)
            Thread($"worker {i}", workers[i].Run, mayStayBlocked: true);
        Thread("publisher", () =>
        {
            foreach (var task in _tasks)
            {
                if (fromWorker)
                {
                    workers[sleepers].Publish(task);
                }
                else
                {
                    workers.Injection.Push(task);
                    workers.Idle.NotifyAfterPublish();
                }
            }
        });
    }

    public enum Publisher
    {
        /// <summary>A worker in the middle of a poll, which pushes into its own queue.</summary>
        Worker,

        /// <summary>A thread that is no worker, which pushes into the injection queue.</summary>
        Outside,
    }

    public override void Check() => _tasks.AssertEachRanOnce();
}
