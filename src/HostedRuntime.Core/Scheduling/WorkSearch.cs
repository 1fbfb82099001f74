using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>The order of looking for work: the injection queue now and then, the slot, the own queue, the injection queue, the others.</summary>
internal static class WorkSearch
{
    /// <summary>What the worker has or is given without disturbing another worker.</summary>
    /// <param name="core">The worker's.</param>
    /// <param name="scheduler">Its scheduler.</param>
    /// <param name="wait">What the task goes on with; null: what it has in its own slot.</param>
    public static RuntimeTask? Next(WorkerCore core, Scheduler scheduler, out PendingWait? wait)
    {
        wait = null;
        var isDue = core.InjectionTick.IsDue();
        if (isDue)
            core.InjectionTick.Next(Stopwatch.GetTimestamp());
        if (isDue || core.Yields >= WorkerCore.YieldsToLook)
        {
            core.Yields = 0;
            // A batch, also while there is work of its own: one task a visit, and what comes from outside piles up for as long as that lasts.
            if (!scheduler.Injection.IsEmpty && scheduler.Injection.PopBatch(core.Queue, scheduler.Cores.Length, core.Turn++) is { } fromOutside)
            {
                // There may be more, which came before whoever yields next.
                core.Yields = WorkerCore.YieldsToLook - 1;
                return fromOutside;
            }
        }

        if (core.TakeSlot(out wait) is { } warm)
            return warm;
        // The slot a second time: it may have been passed over for a queue that turns out to be empty.
        return core.Queue.Pop() ?? core.Slot.Take(out wait) ?? scheduler.Injection.PopBatch(core.Queue, scheduler.Cores.Length, core.Turn++);
    }

    /// <summary>Half of some other worker's queue; victims in turn from a random one on.</summary>
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

    /// <summary>True when some queue holds a task that any worker could run.</summary>
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
