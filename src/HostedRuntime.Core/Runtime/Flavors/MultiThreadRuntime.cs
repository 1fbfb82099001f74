using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The engine on work-stealing workers, the flavor that has to be fast. A task makes one virtual call to its owner at each spawn, resume
/// and end. Here that call goes straight to the scheduler, where the base class has to make another one.
/// </summary>
internal sealed class MultiThreadRuntime : RuntimeEngine
{
    private readonly Scheduler _scheduler;

    public MultiThreadRuntime(string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks, RuntimeMeter? meter)
        : base(name, options, timeProvider, hooks, meter)
        => _scheduler = new Scheduler(options.WorkerThreads, options.MaxCompensatingThreads, options.GlobalQueueInterval, options.StallThreshold, Threads);

    public override RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;

    public override IScheduler Scheduler => _scheduler;

    public override bool TryAdmit(RuntimeTask task)
    {
        var core = _scheduler.CoreOfThisThread;
        if (!TryCount(task, core))
            return false;
        _scheduler.Schedule(task, core);
        return true;
    }

    public override bool TryAdmitUnstarted(RuntimeTask task)
        => task.IsBlocking ? base.TryAdmitUnstarted(task) : TryCount(task, _scheduler.CoreOfThisThread);

    public override void Schedule(RuntimeTask task) => _scheduler.Schedule(task);

    public override void Schedule(RuntimeTask task, Resumption wait) => _scheduler.Schedule(task, wait);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => _scheduler.ScheduleLast(task, here);

    public override void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here)
        => _scheduler.ScheduleLast(task, callback, state, here);

    public override void CountEnd(RuntimeTask task) => CountEnd(task, _scheduler.CoreOfThisThread);
}
