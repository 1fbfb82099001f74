using HostedRuntime.Exploring;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>Real tasks, polled by threads of the model that do what workers do.</summary>
internal abstract class TaskModel : Model
{
    protected ModelOwner Owner { get; init; } = new();

    public override void Check() => Owner.Check();

    protected TTask Spawn<TTask>(TTask task) where TTask : RuntimeTask
    {
        Owner.TryAdmit(task);
        return task;
    }

    /// <summary>Polls until everything is over.</summary>
    /// <param name="count">How many threads poll.</param>
    /// <param name="budget">The operations that each poll may do before it has to yield.</param>
    protected void Workers(int count, int budget = Budget.OfPoll)
    {
        for (var i = 0; i < count; i++)
        {
            Thread($"worker {i}", () =>
            {
                var poller = new TaskPoller(budget, handsOver: true);
                while (Owner.Next() is { } task)
                {
                    poller.Poll(task);
                    while (poller.TakeHanded() is { } handed)
                        poller.Poll(handed.Awaiting, handed);
                    poller.Rest();
                }
            });
        }
    }

    /// <summary>Does one thing from outside.</summary>
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
