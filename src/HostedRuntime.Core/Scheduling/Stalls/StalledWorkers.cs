namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going while bodies are stuck in code of which the BCL sends no notification: Thread.Sleep, a long computation, a
/// native call. Watchdog's thread only.
/// </summary>
/// <remarks>
/// A stuck worker keeps its core. It runs user code, which may spawn at any moment, and only the thread that holds a core may fill its slot
/// and queue. So nothing that belongs to the owner is touched here. The queue can be stolen from in any case. The slot is emptied by
/// <see cref="LifoSlot.Steal"/>, which any thread may call. A stand-in with a core of its own replaces the worker.
/// </remarks>
internal sealed class StalledWorkers(Scheduler scheduler) : IStallable
{
    /// <summary>
    /// True while a worker is awake or a compensating thread exists, because a stand-in has to be retired even if it sleeps.
    /// </summary>
    public bool IsAwake => scheduler.IsAwake;

    public IReadOnlyList<PollingThread> Threads => scheduler.WorkerSet.Workers;

    public void Relieve(TimeSpan threshold)
    {
        var stuck = 0;
        foreach (var worker in scheduler.Workers)
        {
            if (!worker.IsStuck(threshold) || worker.Core is not { } core)
                continue;
            scheduler.OpenSlotToThieves(core);
            // A stuck stand-in that is retiring is not counted, because StandIns does not count it either.
            if (!core.IsRetiring)
                stuck++;
        }

        // One stand-in for each stuck worker, including stuck stand-ins. So as many workers as configured are not stuck.
        var missing = stuck - scheduler.WorkerSet.StandIns;
        if (missing < 0)
            scheduler.WorkerSet.Retire(-missing, scheduler.Idle);
        else if (missing > 0)
            AddStandIns(missing);
    }

    /// <summary>Adds stand-ins while tasks wait. Adds none if a worker sleeps, because then the tasks do not lack a worker.</summary>
    private void AddStandIns(int missing)
    {
        var waiting = scheduler.Injection.Count + scheduler.Cores.Sum(static core => core.Queue.Count);
        if (scheduler.Idle.Parked > 0)
            return;
        for (var left = Math.Min(missing, waiting); left > 0 && scheduler.WorkerSet.TryAddStandIn(); left--)
        {
        }
    }
}
