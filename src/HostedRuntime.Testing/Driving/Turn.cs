using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>The turn of one seat, which another thread gives and its own thread waits for.</summary>
internal sealed class Turn
{
    // A turn usually comes back within microseconds, less than a sleep and a wake of a thread take. Picked by hand.
    private const int Spins = 20;

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
        for (var spin = 0; spin < Spins && !_isGiven; spin++)
            Thread.SpinWait(20);
        using (Holds.Hold(_gate))
        {
            while (!_isGiven)
                Uninterrupted.Wait(_gate);
            _isGiven = false;
        }
    }
}
