using HostedRuntime.Atomics;

namespace HostedRuntime.Testing;

/// <summary>The entries that threads without the turn hand to the driver. Any thread.</summary>
internal sealed class Inbox
{
    private readonly object _gate = new();
    private readonly List<object> _entries = [];
    private volatile bool _hasEntries;
    private bool _isSignaled;

    public bool HasEntries => _hasEntries;

    public void Add(object entry)
    {
        using (Holds.Hold(_gate))
        {
            _entries.Add(entry);
            _hasEntries = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends a wait although nothing was added.</summary>
    public void Signal()
    {
        using (Holds.Hold(_gate))
        {
            _isSignaled = true;
            Monitor.PulseAll(_gate);
        }
    }

    public object[] TakeAll()
    {
        using (Holds.Hold(_gate))
        {
            object[] all = [.. _entries];
            _entries.Clear();
            _hasEntries = false;
            return all;
        }
    }

    /// <summary>Waits in real time until something is added or signaled.</summary>
    /// <returns>True if so; false if the time was over before.</returns>
    public bool Wait(TimeSpan most)
    {
        var start = TimeProvider.System.GetTimestamp();
        using (Holds.Hold(_gate))
        {
            while (_entries.Count == 0 && !_isSignaled)
            {
                var left = most - TimeProvider.System.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    if (_entries.Count == 0 && !_isSignaled)
                        return false;
                }
            }

            _isSignaled = false;
            return true;
        }
    }
}
