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
    public override TTask BlockOn<TTask>(TaskOwner owner, Func<TaskOwner, TTask> root)
    {
        var body = new BlockOnBody(this, owner);
        var task = root(body);
        body.Admit(task);
        var end = new BlockingJoin();
        // Before it can end: a task that failed and has no joiner would pass for one that nobody awaits.
        if (!task.TryJoin(end))
            return task;
        body.Schedule(task);
        end.Wait();
        return task;
    }
}
