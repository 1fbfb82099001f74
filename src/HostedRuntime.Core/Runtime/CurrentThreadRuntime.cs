using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>The engine on one thread of its own: every poll of every task there, in order.</summary>
internal sealed class CurrentThreadRuntime : RuntimeEngine
{
    public CurrentThreadRuntime(string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks)
        : base(name, options, timeProvider, hooks)
        => Scheduler = new CurrentThreadScheduler(options.StallThreshold, Threads);

    public override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    public override IScheduler Scheduler { get; }

    /// <summary>A pump on the caller's thread would be a second thread that polls: the body is spawned, and the caller only waits.</summary>
    public override TTask BlockOn<TTask>(Func<TaskOwner, SpawnOptions, TTask> root)
    {
        // Named, for unlike a pump's it is one of the runtime's tasks, and is seen among them.
        var task = root(this, new SpawnOptions { Name = "BlockOn" });
        var end = new BlockingJoin();
        // Before it can end: a task that failed and has no joiner would pass for one that nobody awaits.
        task.TryJoin(end);
        if (TryAdmit(task))
            end.Wait();
        return task;
    }
}
