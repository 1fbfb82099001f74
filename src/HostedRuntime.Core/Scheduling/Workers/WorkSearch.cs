using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The order in which a worker looks for work: slot, own queue, injection queue, the queues of other workers. Now and then the injection
/// queue comes first.
/// </summary>
internal static class WorkSearch
{
    /// <summary>Takes the next task that the worker can get without disturbing another worker.</summary>
    /// <param name="core">The core of the worker.</param>
    /// <param name="scheduler">The scheduler of the worker.</param>
    /// <param name="wait">The wait with which the task goes on; null if the task has it in its resume slot.</param>
    /// <returns>The task, or null.</returns>
    public static RuntimeTask? Next(WorkerCore core, Scheduler scheduler, out Resumption? wait)
    {
        wait = null;
        var isDue = core.InjectionTick.IsDue();
        if (isDue)
            core.InjectionTick.Next(Stopwatch.GetTimestamp());
        if (isDue || core.Yields >= WorkerCore.YieldsToLook)
        {
            core.Yields = 0;
            // A batch is taken even if the worker has tasks of its own. With one task for each visit, tasks from outside would pile up as
            // long as the worker is busy.
            if (!scheduler.Injection.IsEmpty && scheduler.Injection.PopBatch(core.Queue, scheduler.Cores.Length, core.Turn++) is { } fromOutside)
            {
                // There may be more tasks, which came before the next task that yields.
                core.Yields = WorkerCore.YieldsToLook - 1;
                return fromOutside;
            }
        }

        if (core.TakeSlot(out wait) is { } warm)
            return warm;
        // The slot is tried a second time: it may have been passed over for a queue that turns out to be empty.
        return core.Queue.Pop() ?? core.Slot.Take(out wait) ?? scheduler.Injection.PopBatch(core.Queue, scheduler.Cores.Length, core.Turn++);
    }

    /// <summary>
    /// Steals half of another worker's queue. The victims are tried in turn, from a random one on, and the injection queue last.
    /// </summary>
    public static RuntimeTask? Steal(WorkerCore core, Scheduler scheduler)
    {
        var cores = scheduler.Cores;
        var start = core.NextRandom(cores.Length);
        for (var i = 0; i < cores.Length; i++)
        {
            var victim = cores[(start + i) % cores.Length];
            if (victim == core)
                continue;
            var task = victim.Queue.StealInto(core.Queue, out var stolen);
            if (task is null)
                continue;
            core.Steals += stolen;
            return task;
        }

        return scheduler.Injection.PopBatch(core.Queue, cores.Length, core.Turn++);
    }

    /// <summary>Returns whether a queue holds a task that any worker could run.</summary>
    public static bool AnyWork(Scheduler scheduler)
    {
        if (!scheduler.Injection.IsEmpty)
            return true;
        foreach (var core in scheduler.Cores)
        {
            if (core.Queue.Count > 0)
                return true;
        }

        return false;
    }
}
