using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>A worker puts tasks into its LIFO slot and takes them out, while other threads empty it.</summary>
internal sealed class LifoSlotModel : Model
{
    private readonly ModelTask[] _tasks;
    private LifoSlot _slot;

    public LifoSlotModel(int tasks, int thieves)
    {
        _tasks = ModelTask.Some(tasks);
        Thread("worker", () =>
        {
            for (var i = 0; i < tasks; i++)
            {
                TaskBag.Run(_slot.Put(_tasks[i]));
                if (i % 2 == 1)
                    TaskBag.Run(_slot.Take());
            }
        });
        for (var i = 0; i < thieves; i++)
            Thread($"thief {i}", () => TaskBag.Run(_slot.Steal()));
    }

    public override void Check()
    {
        TaskBag.Run(_slot.Take());
        _tasks.AssertEachRanOnce();
    }
}
