using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// Work appears while workers go to sleep. It ends when all of them sleep for ever; by then every task has to have been run.
/// </summary>
internal sealed class IdleModel : Model
{
    private readonly ModelTask[] _tasks;

    /// <param name="publisher">Who brings the work.</param>
    /// <param name="sleepers">Workers that have nothing to do at first.</param>
    /// <param name="tasks">How many tasks it brings, one by one.</param>
    /// <param name="pollsEnd">False: a worker that runs a task never comes back from it, so that nobody else's wake-up can be made up for.</param>
    /// <param name="rechecks">False: a worker sleeps without the second look, to show that it is needed.</param>
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
        /// <summary>A worker in the middle of a poll, into its own queue.</summary>
        Worker,

        /// <summary>A thread that is no worker, into the injection queue.</summary>
        Outside,
    }

    public override void Check() => _tasks.AssertEachRanOnce();
}
