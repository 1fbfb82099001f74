using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>Puts the timer thread to sleep and wakes it. A wake that comes before the sleep ends it at once.</summary>
internal sealed class TimerThreadParker
{
    private readonly object _monitor = new();
    private bool _isWoken;

    public void Sleep(TimeSpan time)
    {
        using (Holds.Hold(_monitor))
        {
            if (!_isWoken)
                Uninterrupted.Wait(_monitor, time, out _);
            _isWoken = false;
        }
    }

    public void Wake()
    {
        using (Holds.Hold(_monitor))
        {
            _isWoken = true;
            Monitor.Pulse(_monitor);
        }
    }
}
