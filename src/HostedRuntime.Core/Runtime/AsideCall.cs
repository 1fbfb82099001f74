using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A step of a runtime's end that calls user code, once. It has a thread of its own, for what blocks there must not hold up the report; where the
/// system has none it asks the ThreadPool, and where that has none at rest either, the thread that ends the runtime does it itself: an end that
/// may be held up is better than tasks that are never aborted.
/// </summary>
internal sealed class AsideCall
{
    private readonly object _gate = new();
    private readonly Action _call;

    // Both under the lock.
    private bool _isTaken;
    private bool _isDone;

    private AsideCall(Action call) => _call = call;

    /// <summary>Calls it, and waits for its end.</summary>
    /// <param name="threadName">The name of its thread.</param>
    /// <param name="timeout">How long it is waited for.</param>
    /// <param name="call">What calls user code.</param>
    public static void Run(string threadName, TimeSpan timeout, Action call)
    {
        var thread = new Thread(() => call()) { IsBackground = true, Name = threadName };
        if (ThreadStarter.TryStart(thread))
            Uninterrupted.Join(thread, timeout);
        else
            new AsideCall(call).RunWithoutThread(timeout);
    }

    /// <summary>Calls it without waiting for its end; only where there is no thread for it, here.</summary>
    /// <param name="threadName">The name of its thread.</param>
    /// <param name="call">What calls user code.</param>
    public static void Start(string threadName, Action call)
    {
        if (!ThreadStarter.TryStart(new Thread(() => call()) { IsBackground = true, Name = threadName })
            && !ThreadStarter.TryBorrow(static borrowed => borrowed(), call))
            call();
    }

    private void RunWithoutThread(TimeSpan timeout)
    {
        if (ThreadStarter.TryBorrow(static call => call.Run(), this))
        {
            using (Holds.Hold(_gate))
            {
                if (!_isDone)
                    Uninterrupted.Wait(_gate, timeout, out _);
            }
        }

        Run();
    }

    private void Run()
    {
        if (!TryTake())
            return;
        _call();
        using (Holds.Hold(_gate))
        {
            _isDone = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryTake()
    {
        using (Holds.Hold(_gate))
        {
            if (_isTaken)
                return false;
            _isTaken = true;
            return true;
        }
    }
}
