using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>The engine on one thread of its own, which runs every poll of every task, in order.</summary>
internal sealed class CurrentThreadRuntime : RuntimeEngine
{
    public CurrentThreadRuntime(string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks, RuntimeMeter? meter)
        : base(name, options, timeProvider, hooks, meter)
        => Scheduler = new CurrentThreadScheduler(options.StallThreshold, Threads);

    public override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    public override IScheduler Scheduler { get; }

    /// <summary>
    /// Spawns the body and blocks the caller until it has ended. A pump on the caller's thread would be a second thread that polls.
    /// </summary>
    public override TTask BlockOn<TTask>(TaskOwner owner, Func<TaskOwner, TTask> root)
    {
        var body = new BlockOnBody(this, owner);
        var task = root(body);
        body.Admit(task);
        var end = new BlockingJoin();
        // Before the task can end, because a task that faulted without a joiner counts as not awaited.
        if (!task.TryJoin(end))
            return task;
        body.Schedule(task);
        end.Wait();
        return task;
    }
}
