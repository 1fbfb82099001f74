using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>Real tasks, polled by threads of the model that do what workers do.</summary>
internal abstract class TaskModel : Model
{
    protected ModelOwner Owner { get; } = new();

    public override void Check() => Owner.Check();

    protected TTask Spawn<TTask>(TTask task) where TTask : RuntimeTask
    {
        Owner.TryAdmit(task);
        return task;
    }

    /// <summary>Polls until everything is over.</summary>
    protected void Workers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Thread($"worker {i}", () =>
            {
                var poller = new TaskPoller(handsOver: true);
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
