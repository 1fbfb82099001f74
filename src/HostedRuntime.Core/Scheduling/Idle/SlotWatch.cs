using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Finds tasks that a worker queued without an announcement and does not come to, because its poll goes on. The worker that parked first
/// looks for them, because it is woken last.
/// </summary>
/// <remarks>
/// <para>Invariant. While a worker stays in one poll and another worker is parked, a task that the first one queued silently waits for
/// about two ticks at most. Filling the slot stays silent, so a spawn that is awaited at once costs nothing.</para>
/// <para>How it holds. The first parked worker (<see cref="IdleWorkers.First"/>) sleeps for one tick at a time. A core that is in the same
/// poll at two looks and has something queued is exposed, which wakes a worker, perhaps this one. A core is quiet if it is in the same poll
/// as a tick ago and has nothing queued. If all cores are quiet, the watcher leaves a question in each slot
/// (<see cref="LifoSlot.BeginAsk"/>) and sleeps without a timeout. So neither an idle runtime nor one whose bodies compute without a spawn
/// has a tick. The next silent push finds the question and nudges the watcher.</para>
/// <para>The race. The owner pushes, then reads the question. The watcher writes the question, passes a process-wide barrier, then looks at
/// the slot and the queue. At least one of the two sees the other.</para>
/// <para>A worker that becomes the first begins with a tick, whatever was asked before. A thread that starts nudges the watcher, because
/// its core may be new and have no question.</para>
/// </remarks>
internal sealed class SlotWatch(Scheduler scheduler)
{
    // A wake each tick is affordable, because it is paid only while some worker is busy and another has nothing to do.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Sleeps until the worker is woken, and watches while it is the first parked one. The caller has put the worker among the parked.
    /// Owner thread only.
    /// </summary>
    public void Sleep(WorkerCore core)
    {
        var time = IsWatcher(core) ? Note(core) : Timeout.InfiniteTimeSpan;
        while (!core.Parker.Park(time))
            time = IsWatcher(core) ? Look(core) : Timeout.InfiniteTimeSpan;
    }

    /// <summary>Makes the watcher look again, if there is one. Takes no lock and does not block. Any thread.</summary>
    public void Nudge() => scheduler.Idle.First?.Nudge();

    private bool IsWatcher(WorkerCore core) => scheduler.Idle.First == core.Parker && scheduler.Cores.Length > 1;

    /// <summary>Notes in which poll each core is.</summary>
    /// <returns>The time to sleep until the first look.</returns>
    private TimeSpan Note(WorkerCore own)
    {
        foreach (var core in scheduler.Cores)
        {
            if (core != own)
                core.IsInSamePoll();
        }

        return s_tick;
    }

    /// <summary>Exposes each core that has something queued and is still in the poll of the last look.</summary>
    /// <returns>The time to sleep until the next look.</returns>
    private TimeSpan Look(WorkerCore own)
    {
        var cores = scheduler.Cores;
        var isQuiet = true;
        foreach (var core in cores)
        {
            if (core == own)
                continue;
            if (!core.IsInSamePoll())
            {
                isQuiet = false;
            }
            else if (!core.Slot.IsEmpty || core.Queue.Count > 0)
            {
                isQuiet = false;
                scheduler.OpenSlotToThieves(core);
            }
        }

        return isQuiet && TryAskAll(own, cores) ? Timeout.InfiniteTimeSpan : s_tick;
    }

    /// <summary>Leaves a question in each slot, so that its owner nudges the watcher before it queues something silently.</summary>
    /// <returns>True if nothing is queued, and nothing will be queued without a nudge; otherwise false.</returns>
    private bool TryAskAll(WorkerCore own, WorkerCore[] cores)
    {
        foreach (var core in cores)
        {
            if (core != own)
                core.Slot.BeginAsk();
        }

        // Pairs with LifoSlot.EnterAsWorker and LifoSlot.OnSilentPush, which have no fence.
        Fence.ProcessWide();
        var isQuiet = true;
        foreach (var core in cores)
        {
            if (core != own)
                isQuiet &= core.Slot.EndAsk(this) & core.Queue.Count == 0;
        }

        return isQuiet;
    }
}
