namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going while bodies are stuck in code that the BCL notifies nobody of: Thread.Sleep, a loop of computation, a native
/// call. Used by the watchdog's thread only.
/// </summary>
/// <remarks>
/// A stuck worker keeps its core. It runs user code, which may spawn at any moment, and only the thread that holds a core may fill its slot
/// and queue. So nothing that belongs to the owner is touched here. The queue can be stolen from in any case. The slot is emptied by
/// <see cref="LifoSlot.Steal"/>, which any thread may call. A stand-in with a core of its own replaces the worker.
/// </remarks>
internal sealed class StalledWorkers(Scheduler scheduler) : IStallable
{
    /// <summary>True while a worker is awake, or an extra thread exists: a stand-in has to be told to leave even if it sleeps.</summary>
    public bool IsAwake => scheduler.WorkerSet.ExtraThreads > 0 || scheduler.Idle.Parked < scheduler.Workers.Length;

    public IReadOnlyList<PollingThread> Threads => scheduler.WorkerSet.Workers;

    public void Relieve(TimeSpan threshold)
    {
        var stuck = 0;
        foreach (var worker in scheduler.Workers)
        {
            if (!worker.IsStuck(threshold) || worker.Core is not { } core)
                continue;
            scheduler.OpenSlotToThieves(core);
            // A stuck stand-in that was told to leave is not counted, because StandIns does not count it either.
            if (!core.IsRetiring)
                stuck++;
        }

        // One stand-in for each stuck worker, stuck stand-ins included: so as many workers as configured are not stuck.
        var missing = stuck - scheduler.WorkerSet.StandIns;
        if (missing < 0)
            scheduler.WorkerSet.Retire(-missing, scheduler.Idle);
        else if (missing > 0)
            AddStandIns(missing);
    }

    /// <summary>Adds stand-ins while work waits, unless a worker sleeps: then the work does not wait for want of a worker.</summary>
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
