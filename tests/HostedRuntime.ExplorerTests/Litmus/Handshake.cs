using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>
/// One thread waits for a flag under a monitor; the other sets it and pulses. If the waiter does not read the flag under the lock, the
/// pulse may come first.
/// </summary>
internal sealed class Handshake : Model
{
    private readonly object _monitor = new();
    private AtomicBool _isSet;
    private bool _wasSignaled;
    private bool _hasReturned;

    public Handshake(bool looksUnderLock, bool hasTimeout = false)
    {
        Thread("waiter", () =>
        {
            if (!looksUnderLock && _isSet.Read())
                return;
            lock (_monitor)
            {
                if (!looksUnderLock || !_isSet.Read())
                    _wasSignaled = hasTimeout ? Monitor.Wait(_monitor, TimeSpan.FromSeconds(1)) : WaitWithoutEnd();
            }

            _hasReturned = true;
        });
        Thread("setter", () =>
        {
            lock (_monitor)
            {
                _isSet.Write(true);
                Monitor.Pulse(_monitor);
            }
        });
    }

    public bool WasSignaled => _wasSignaled;

    public bool HasReturned => _hasReturned;

    private bool WaitWithoutEnd()
    {
        Monitor.Wait(_monitor);
        return true;
    }
}
