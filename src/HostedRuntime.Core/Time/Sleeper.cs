namespace HostedRuntime.Time;

/// <summary>Where the thread of a wheel sleeps. A wake that comes before the sleep ends it at once.</summary>
internal sealed class Sleeper
{
    private readonly object _monitor = new();
    private bool _isWoken;

    public void Sleep(TimeSpan time)
    {
        lock (_monitor)
        {
            if (!_isWoken)
                Monitor.Wait(_monitor, time);
            _isWoken = false;
        }
    }

    public void Wake()
    {
        lock (_monitor)
        {
            _isWoken = true;
            Monitor.Pulse(_monitor);
        }
    }
}
