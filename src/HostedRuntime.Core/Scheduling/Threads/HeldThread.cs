using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// A thread that has started and waits to be released or dismissed before it runs anything. So a caller that needs several threads gets all
/// of them or changes nothing. A core leaves its holder only when the new thread exists.
/// </summary>
internal sealed class HeldThread
{
    private readonly ThreadGate _gate = new();
    private readonly Action _run;

    /// <summary>Written before the gate opens.</summary>
    private bool _isDismissed;

    private HeldThread(Func<Action, Thread> create, Action run)
    {
        _run = run;
        Thread = create(Run);
    }

    public Thread Thread { get; }

    /// <summary>Starts a thread that waits for <see cref="Release"/> or <see cref="Dismiss"/>.</summary>
    /// <param name="create">Makes a thread that runs the given action.</param>
    /// <param name="run">The action to run after the release.</param>
    /// <returns>The thread; null if the system has no thread left.</returns>
    public static HeldThread? TryStart(Func<Action, Thread> create, Action run)
    {
        var held = new HeldThread(create, run);
        return ThreadStarter.TryStart(held.Thread) ? held : null;
    }

    public void Release() => _gate.Set();

    /// <summary>Ends the thread, which has run nothing.</summary>
    public void Dismiss()
    {
        _isDismissed = true;
        _gate.Set();
    }

    private void Run()
    {
        _gate.Wait();
        if (!_isDismissed)
            _run();
    }
}
