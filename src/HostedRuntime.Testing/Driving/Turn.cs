using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>The turn of one seat, which another thread gives and its own thread waits for.</summary>
internal sealed class Turn
{
    // The turn usually comes back within microseconds, less than a sleep and a wake of a thread take. A spin in place of the yields keeps
    // the seat that has the turn from a processor, because several seats wait. Measured, see docs/design/proof/testing.md.
    private const int Yields = 30;

    private readonly object _gate = new();
    private volatile bool _isGiven;

    public void Give()
    {
        using (Holds.Hold(_gate))
        {
            _isGiven = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the turn and takes it. An interrupt, which is meant for a wait of a body, is dropped.</summary>
    public void Take()
    {
        for (var at = 0; at < Yields && !_isGiven; at++)
            Thread.Yield();
        using (Holds.Hold(_gate))
        {
            while (!_isGiven)
                Uninterrupted.Wait(_gate);
            _isGiven = false;
        }
    }
}
