using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Calls hooks of one runtime for the watchdog, in order, on a thread that lives while there is a call to make. The watchdog's thread
/// cannot do it because other runtimes need it, and the ThreadPool may be what is stuck.
/// </summary>
internal sealed class HookCalls(string threadName)
{
    private readonly Queue<Action> _pending = new();

    /// <summary>True while a thread makes calls. Guarded by the lock of <see cref="_pending"/>.</summary>
    private bool _isCalling;

    /// <summary>Adds a call.</summary>
    public void Add(Action call)
    {
        using (Holds.Hold(_pending))
        {
            _pending.Enqueue(call);
            if (_isCalling)
                return;
            _isCalling = true;
        }

        // If the system has no thread left, a thread of the ThreadPool makes the call: a report is better made late than never.
        if (ThreadStarter.TryStart(new Thread(Run) { IsBackground = true, Name = threadName })
            || ThreadStarter.TryBorrow(static calls => calls.Run(), this))
            return;
        // Queued calls are made with the next call that finds a thread.
        using (Holds.Hold(_pending))
            _isCalling = false;
    }

    private void Run()
    {
        while (TryNext(out var call))
            WorkerHooks.Invoke(static call => call(), call);
    }

    private bool TryNext([NotNullWhen(true)] out Action? call)
    {
        using (Holds.Hold(_pending))
        {
            _isCalling = _pending.TryDequeue(out call);
            return _isCalling;
        }
    }
}
