namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going when bodies are stuck in what the BCL tells nobody: Thread.Sleep, a loop of computation, a native call.
/// Called by the watchdog alone.
/// </summary>
/// <remarks>
/// A stuck worker keeps its core: it runs user code, which may spawn at any moment, and what fills slot and queue belongs to the
/// thread that holds the core. So nothing of the owner's is touched from here. The queue can be stolen from anyway; the slot is
/// emptied by <see cref="WarmSlot.Steal"/>, which any thread may; and the worker is made up for by one with a core of its own.
/// </remarks>
internal sealed class StuckWorkers(Scheduler scheduler) : IStallable
{
    /// <summary>Also while a stand-in sleeps: it has to be sent away.</summary>
    public bool IsAwake => scheduler.Crew.ExtraThreads > 0 || scheduler.Idle.Parked < scheduler.Workers.Length;

    public IReadOnlyList<PollingThread> Threads => scheduler.Crew.Workers;

    public void Relieve(TimeSpan threshold)
    {
        var stuck = 0;
        foreach (var worker in scheduler.Workers)
        {
            if (!worker.IsStuck(threshold) || worker.Core is not { } core)
                continue;
            scheduler.Expose(core);
            // One that was sent away and is stuck before it could leave is made up for with the others gone.
            if (!core.IsLeaving)
                stuck++;
        }

        // As many as are stuck, whoever they are: then as many as configured are not.
        var missing = stuck - scheduler.Crew.StandIns;
        if (missing < 0)
            scheduler.Crew.SendAway(-missing, scheduler.Idle);
        else if (missing > 0)
            AddStandIns(missing);
    }

    /// <summary>While somebody sleeps, work does not wait for want of a worker.</summary>
    private void AddStandIns(int missing)
    {
        var waiting = scheduler.Injection.Count + scheduler.Cores.Sum(static core => core.Queue.Count);
        if (scheduler.Idle.Parked > 0)
            return;
        for (var left = Math.Min(missing, waiting); left > 0 && scheduler.Crew.TryAddStandIn(); left--)
        {
        }
    }
}
