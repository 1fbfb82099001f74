using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// A lock for a dozen instructions: one compare-exchange to enter and one store to leave, where the BCL's takes twice that.
/// </summary>
/// <remarks>
/// What runs inside calls no code of users, waits for nothing and does not throw: <see cref="Exit"/> stands in no finally block. Whoever
/// meets a holder spins, and after some rounds gives its time slice away, for the holder may have lost its processor. Not reentrant.
/// Leaving is a release and no full fence.
/// </remarks>
internal struct SpinGate
{
    private AtomicInt _held;

    public void Enter()
    {
        if (_held.CompareExchange(1, 0) != 0)
            EnterContended();
    }

    public void Exit() => _held.Write(0);

    private void EnterContended()
    {
        var spin = default(SpinWait);
        do
        {
            spin.SpinOnce();
        }
        while (_held.Read() != 0 || _held.CompareExchange(1, 0) != 0);
    }
}
