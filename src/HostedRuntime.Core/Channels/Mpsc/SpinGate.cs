using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// A lock for sections of some ten nanoseconds that run no foreign code: one interlocked operation to enter, a plain store to leave.
/// </summary>
/// <remarks>
/// Half of what a Lock costs, and nobody ever sleeps on it: a holder that wakes a sleeper pays microseconds. What it lacks is a place for the
/// waiting; a holder that lost its processor is waited for by giving up one's own, and for a moment's sleep when that does not help.
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

    /// <summary>By the holder. A release: who enters next sees all that was written inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => _isHeld.Write(0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterLater()
    {
        var spin = new SpinWait();
        do
        {
            spin.SpinOnce(SpinsBeforeSleep);
        }
        while (_isHeld.Read() != 0 || _isHeld.CompareExchange(1, 0) != 0);
    }
}
