using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Makes one call of user code at the end of a runtime, on a thread of its own. If user code blocks, it must not hold up the report.
/// </summary>
/// <remarks>
/// If the system has no thread left, a thread of the ThreadPool makes the call. If none of those is idle, the stopping thread makes it. An
/// end that may be held up is better than tasks that are never aborted.
/// </remarks>
internal sealed class AsideCall
{
    private readonly object _gate = new();
    private readonly Action _call;

    // Both guarded by _gate.
    private bool _isTaken;
    private bool _isDone;

    private AsideCall(Action call) => _call = call;

    /// <summary>Makes the call and waits for its end, at most for the timeout.</summary>
    /// <param name="threadName">The name of the thread that makes the call.</param>
    /// <param name="timeout">How long to wait for the end of the call.</param>
    /// <param name="call">The user code.</param>
    public static void Run(string threadName, TimeSpan timeout, Action call)
    {
        var thread = new Thread(() => call()) { IsBackground = true, Name = threadName };
        if (ThreadStarter.TryStart(thread))
            Uninterrupted.Join(thread, timeout);
        else
            new AsideCall(call).RunWithoutThread(timeout);
    }

    /// <summary>Makes the call and does not wait for its end, unless only the calling thread can make it.</summary>
    /// <param name="threadName">The name of the thread that makes the call.</param>
    /// <param name="call">The user code.</param>
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
