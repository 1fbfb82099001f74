using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>A thread that waits for one signal: the end of a `Blocking...` call.</summary>
internal sealed class ThreadGate
{
    /// <summary>What a blocked thread leaves in place of a continuation; never called.</summary>
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
