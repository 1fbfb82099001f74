using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>
/// The engine on the ThreadPool of the process. Tasks, handles and shutdown are the runtime's own; only blocking bodies have threads of its
/// own.
/// </summary>
internal sealed class ThreadPoolRuntime : RuntimeEngine
{
    public ThreadPoolRuntime(string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks, RuntimeMeter? meter)
        : base(name, options, timeProvider, hooks, meter)
        => Scheduler = new ThreadPoolScheduler(Threads);

    public override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;

    public override IScheduler Scheduler { get; }

    public override void Register(RuntimeTask task)
    {
        base.Register(task);
        // No worker wakes here, so the watchdog learns from the task that there is one to look at. Pairs with the watchdog's fence: the
        // task was counted before, and the list's lock is a full fence.
        StallWatchdog.Wake();
    }
}
