using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>A model of a LIFO slot. The thread that takes a task out of it polls the task, with the wait that belongs to it.</summary>
internal abstract class SlotModel : Model
{
    protected LifoSlot Slot;

    protected static void Run(RuntimeTask? task, Resumption? wait)
    {
        if (task is not null)
            new TaskPoller(runsNextJoin: true).PollOnce(task, wait);
    }
}
