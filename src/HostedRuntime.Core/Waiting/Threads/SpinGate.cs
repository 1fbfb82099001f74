using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// A lock for sections that usually take a dozen instructions; rare ones, such as the end of a channel, loop over waiters. It takes one
/// compare-exchange to enter and one store to leave, half of what the BCL's lock takes.
/// </summary>
/// <remarks>
/// Code inside the section calls no user code and waits for nothing. Code that may throw, for example because it allocates, leaves the gate
/// in a finally block; other code needs none. A thread that finds the gate held spins. Then it yields its time slice, because the holder
/// may have lost its processor. At last it sleeps for a millisecond at a time. A holder does not wake waiting threads, which would cost it
/// microseconds at each exit. Not reentrant.
/// </remarks>
internal struct SpinGate
{
    // So high that only a wait for a holder that is not running gets there. Picked by hand.
    private const int SpinsBeforeSleep = 200;

    private AtomicInt _isHeld;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (_isHeld.CompareExchange(1, 0) != 0)
            EnterLater();
    }

    /// <summary>Enters the gate if it is free.</summary>
    /// <returns>True if the caller holds it now; otherwise false.</returns>
    public bool TryEnter() => _isHeld.CompareExchange(1, 0) == 0;

    /// <summary>
    /// Leaves the gate. A release store, no full fence: the next holder sees everything that was written inside. Holder only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => _isHeld.Write(0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterLater()
    {
        var spin = new SpinWait();
        do
        {
            Uninterrupted.SpinOnce(ref spin, SpinsBeforeSleep);
        }
        while (_isHeld.Read() != 0 || _isHeld.CompareExchange(1, 0) != 0);
    }
}
