using HostedRuntime.Exploring;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>A model of real tasks. Threads of the model poll them as workers do.</summary>
internal abstract class TaskModel : Model
{
    protected ModelOwner Owner { get; init; } = new();

    public override void Check() => Owner.Check();

    protected TTask Spawn<TTask>(TTask task) where TTask : RuntimeTask
    {
        Owner.TryAdmit(task);
        return task;
    }

    /// <summary>Adds threads that poll until everything has ended.</summary>
    /// <param name="count">The number of threads.</param>
    /// <param name="budget">The number of operations that each poll may do before it has to yield.</param>
    protected void Workers(int count, int budget = Budget.OfPoll)
    {
        for (var i = 0; i < count; i++)
        {
            Thread($"worker {i}", () =>
            {
                var poller = new TaskPoller(budget, runsNextJoin: true);
                while (Owner.Next() is { } task)
                {
                    poller.Poll(task);
                    while (poller.TakeNextJoin() is { } nextJoin)
                        poller.Poll(nextJoin.Awaiting, nextJoin);
                    poller.LeaveTask();
                }
            });
        }
    }

    /// <summary>Adds a thread that runs the body once, outside of any poll.</summary>
    protected void Outsider(string name, Action body)
    {
        Owner.Outsiders++;
        Thread(name, () =>
        {
            body();
            Owner.Outsiders--;
        });
    }
}
