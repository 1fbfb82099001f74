using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// One thread's sleep. Unparking leaves a permit that the next sleep takes, so a wake that comes first is not lost.
/// BCL parts: waking costs some 25 us whatever the primitive, so the policy of when to sleep counts, not the call.
/// </summary>
internal sealed class Parker
{
    private const int Empty = 0;
    private const int Sleeping = 1;
    private const int Permit = 2;

    private readonly object _monitor = new();
    private AtomicInt _state;

    /// <summary>Sleeps until there is a permit and takes it.</summary>
    public void Park()
    {
        // Pairs with the exchange in Unpark: one of the two sees the other.
        if (_state.CompareExchange(Sleeping, Empty) == Empty)
        {
            lock (_monitor)
            {
                while (_state.Read() != Permit)
                    Monitor.Wait(_monitor);
            }
        }

        _state.Write(Empty);
    }

    public void Unpark()
    {
        if (_state.Exchange(Permit) != Sleeping)
            return;
        lock (_monitor)
            Monitor.Pulse(_monitor);
    }
}
