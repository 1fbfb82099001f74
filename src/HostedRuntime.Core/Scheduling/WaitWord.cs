using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Whether a worker's thread is blocked in a wait, and whether its core was given to another thread meanwhile. The thread and
/// whoever hands the core over meet in one compare-exchange, so a core has one holder at any time.
/// </summary>
internal struct WaitWord
{
    private const int Running = 0;
    private const int Waiting = 1;
    private const int HandedOver = 2;

    private AtomicInt _state;

    public readonly bool IsWaiting => _state.Read() == Waiting;

    /// <summary>True from then on: the thread ends with the poll that it is in.</summary>
    public readonly bool IsHandedOver => _state.Read() == HandedOver;

    /// <summary>
    /// The worker's own: from here on the core may go. A full fence: pairs with the one in BlockedWorkers between putting down
    /// the watch and looking once more.
    /// </summary>
    public void Enter() => _state.Exchange(Waiting);

    /// <summary>True for one caller: the core is its to give.</summary>
    public bool TryHandOver() => _state.CompareExchange(HandedOver, Waiting) == Waiting;

    /// <summary>The worker's own: false when it came back too late and has no core any more.</summary>
    public bool TryLeave() => _state.CompareExchange(Running, Waiting) == Waiting;
}
