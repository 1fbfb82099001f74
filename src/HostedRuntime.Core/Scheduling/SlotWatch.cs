using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Finds work that a worker queued in silence and does not come to, because its poll goes on. A parked worker does the looking: the
/// one that parked first, which is woken last.
/// </summary>
/// <remarks>
/// <para>Invariant. What a worker queued in silence is never left for more than about two ticks while that worker stays in one poll and another worker is
/// parked. Filling the slot stays silent: a spawn that is awaited at once costs nothing.</para>
/// <para>How it holds. The first parked worker (<see cref="IdleWorkers.First"/>) sleeps for a tick at a time. A core that is in the same poll at two looks
/// and has something queued is exposed, which wakes a worker, perhaps this one. When all cores are quiet (in the same poll as a tick ago, nothing
/// queued) it asks each slot to tell (<see cref="WarmSlot.BeginAsk"/>) and sleeps without a time: an idle runtime has no tick, and neither has one
/// whose bodies compute without a spawn. The next silent push finds the question and nudges it.</para>
/// <para>The race. The owner pushes, then looks for the question. The watcher asks, has every processor of the process pass a barrier, then looks at the
/// slot and the queue. One of the two sees the other.</para>
/// <para>A worker that becomes the first begins with a tick, whatever was asked before. A thread that starts nudges, because its core may be
/// new and was asked nothing.</para>
/// </remarks>
internal sealed class SlotWatch(Scheduler scheduler)
{
    // A wake costs some 10 us of a processor: 1 % of one while some worker is busy and another has nothing to do.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Sleeps until the worker is woken, and watches meanwhile if it is the first. The caller has put the worker among the parked.</summary>
    public void Sleep(WorkerCore core)
    {
        var time = IsWatcher(core) ? Note(core) : Timeout.InfiniteTimeSpan;
        while (!core.Parker.Park(time))
            time = IsWatcher(core) ? Look(core) : Timeout.InfiniteTimeSpan;
    }

    /// <summary>Has the watcher look again, if there is one. Takes no lock and does not block. Any thread.</summary>
    public void Nudge() => scheduler.Idle.First?.Nudge();

    private bool IsWatcher(WorkerCore core) => scheduler.Idle.First == core.Parker && scheduler.Cores.Length > 1;

    /// <summary>Notes in which poll each core is.</summary>
    private TimeSpan Note(WorkerCore own)
    {
        foreach (var core in scheduler.Cores)
        {
            if (core != own)
                core.IsInSamePoll();
        }

        return s_tick;
    }

    /// <summary>Exposes what is left lying.</summary>
    /// <returns>How long to sleep until the next look.</returns>
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
                scheduler.Expose(core);
            }
        }

        return isQuiet && TryAskAll(own, cores) ? Timeout.InfiniteTimeSpan : s_tick;
    }

    /// <summary>Asks each slot to tell.</summary>
    /// <returns>True if nothing is queued, and nothing will be without a nudge; otherwise false.</returns>
    private bool TryAskAll(WorkerCore own, WorkerCore[] cores)
    {
        foreach (var core in cores)
        {
            if (core != own)
                core.Slot.BeginAsk();
        }

        // Pairs with WarmSlot.EnterAsWorker and WarmSlot.OnSilentPush, which have no fence.
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
