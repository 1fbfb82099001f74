using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// A lock for a dozen instructions: one compare-exchange to enter and one store to leave, where the BCL's takes twice that.
/// </summary>
/// <remarks>
/// What runs inside calls no code of users, waits for nothing and does not throw: <see cref="Exit"/> stands in no finally block. Who meets a
/// holder spins, then gives its time slice away, for the holder may have lost its processor, and in the end sleeps for a millisecond at a time. Nobody
/// waits to be woken: a holder that had to would pay microseconds at its exit. Not reentrant.
/// </remarks>
internal struct SpinGate
{
    // So late that no wait for a section comes to it, only one for a holder that is not running. Picked by hand.
    private const int SpinsBeforeSleep = 200;

    private AtomicInt _isHeld;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (_isHeld.CompareExchange(1, 0) != 0)
            EnterLater();
    }

    /// <summary>False: somebody is inside.</summary>
    public bool TryEnter() => _isHeld.CompareExchange(1, 0) == 0;

    /// <summary>By the holder. A release, and no full fence: who enters next sees all that was written inside.</summary>
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
