using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>One signal that a thread blocks for: the end of a <c>Blocking...</c> call.</summary>
internal sealed class ThreadGate
{
    /// <summary>The continuation of a wait that a thread blocks for. Never called.</summary>
    public static readonly Action<object?> Open = static _ => { };

    private readonly object _monitor = new();
    private bool _isSet;

    /// <summary>Called by the signal in place of waking a blocked thread; null if the thread blocks. Guarded by the monitor.</summary>
    private Action? _onSet;

    public void Set()
    {
        Action? onSet;
        using (Holds.Hold(_monitor))
        {
            _isSet = true;
            onSet = _onSet;
            Monitor.Pulse(_monitor);
        }

        onSet?.Invoke();
    }

    /// <summary>Has the signal call back. For a scheduler that runs other tasks on this thread instead of blocking it.</summary>
    /// <returns>True if the callback will come; false if the signal has come before.</returns>
    public bool TryListen(Action onSet)
    {
        using (Holds.Hold(_monitor))
        {
            if (_isSet)
                return false;
            _onSet = onSet;
            return true;
        }
    }

    /// <summary>Waits for the signal.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before the signal came.</exception>
    public void Wait()
    {
        if (HasWaited())
            return;
        using (Holds.Hold(_monitor))
        {
            while (!_isSet)
                Monitor.Wait(_monitor);
        }
    }

    /// <summary>Waits for the signal. An interrupt of the thread is deferred until after it.</summary>
    public void WaitUninterrupted()
    {
        if (HasWaited())
            return;
        var isInterrupted = false;
        using (Holds.Hold(_monitor))
        {
            while (!_isSet)
                isInterrupted |= Uninterrupted.Wait(_monitor);
        }

        if (isInterrupted)
            Uninterrupted.Defer();
    }

    private bool HasWaited() => ThreadContext.CurrentOrNull?.Point is { } point && point.TryWait(this);
}
