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
        lock (_monitor)
        {
            _isSet = true;
            Monitor.Pulse(_monitor);
        }
    }

    public void Wait()
    {
        lock (_monitor)
        {
            while (!_isSet)
                Monitor.Wait(_monitor);
        }
    }
}
