using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Says whether the thread of a worker is blocked in a wait, and whether its core was given to another thread meanwhile. The worker and the
/// thread that gives the core away compete in one compare-exchange, so a core has one holder at any time.
/// </summary>
internal struct WorkerBlockState
{
    private const int Running = 0;
    private const int Waiting = 1;
    private const int CoreTaken = 2;

    private AtomicInt _state;

    public readonly bool IsWaiting => _state.Read() == Waiting;

    /// <summary>True once the core was given away: the thread then ends after its current poll.</summary>
    public readonly bool IsCoreTaken => _state.Read() == CoreTaken;

    /// <summary>
    /// Marks the worker as blocked: from here on its core may be given away. A full fence, which pairs with the one in BlockedWorkers
    /// between the end of the watch and its last look. Owner thread only.
    /// </summary>
    public void Enter() => _state.Exchange(Waiting);

    /// <summary>Claims the core of a blocked worker. Any thread.</summary>
    /// <returns>True for one caller, which may give the core away; otherwise false.</returns>
    public bool TryTakeCore() => _state.CompareExchange(CoreTaken, Waiting) == Waiting;

    /// <summary>Ends the wait. Owner thread only.</summary>
    /// <returns>True if the worker still has its core; otherwise false.</returns>
    public bool TryLeave() => _state.CompareExchange(Running, Waiting) == Waiting;
}
