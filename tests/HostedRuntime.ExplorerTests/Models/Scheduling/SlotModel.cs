using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>A slot whose tasks are polled by whoever takes them out of it, with what they go on with.</summary>
internal abstract class SlotModel : Model
{
    protected WarmSlot Slot;

    protected static void Run(RuntimeTask? task, PendingWait? wait)
    {
        if (task is not null)
            new TaskPoller(handsOver: true).PollOnce(task, wait);
    }
}
