using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>One signal that a thread blocks for: the end of a <c>Blocking...</c> call.</summary>
internal sealed class ThreadGate
{
    /// <summary>The continuation of a wait that a thread blocks for. Never called.</summary>
    public static readonly Action<object?> Open = static _ => { };

    private readonly object _monitor = new();
    private bool _isSet;

    public void Set()
    {
        using (Holds.Hold(_monitor))
        {
            _isSet = true;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Waits for the signal.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before the signal came.</exception>
    public void Wait()
    {
        using (Holds.Hold(_monitor))
        {
            while (!_isSet)
                Monitor.Wait(_monitor);
        }
    }

    /// <summary>Waits for the signal. An interrupt of the thread is deferred until after it.</summary>
    public void WaitUninterrupted()
    {
        var isInterrupted = false;
        using (Holds.Hold(_monitor))
        {
            while (!_isSet)
                isInterrupted |= Uninterrupted.Wait(_monitor);
        }

        if (isInterrupted)
            Uninterrupted.Defer();
    }
}
