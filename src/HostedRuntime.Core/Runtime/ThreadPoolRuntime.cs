using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>The engine on the process's ThreadPool: tasks, handles and the end are its own, the threads are everybody's. Blocking bodies keep threads of the runtime's own.</summary>
internal sealed class ThreadPoolRuntime : RuntimeEngine
{
    public ThreadPoolRuntime(string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks)
        : base(name, options, timeProvider, hooks)
        => Scheduler = new ThreadPoolScheduler(hooks);

    public override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;

    public override IScheduler Scheduler { get; }
}
