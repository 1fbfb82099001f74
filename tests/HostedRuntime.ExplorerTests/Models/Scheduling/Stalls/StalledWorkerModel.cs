using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The only worker stalls in a body until two tasks have run. The body schedules them itself, before and while the worker counts as
/// stalled. The watchdog exposes the worker's slot while the worker may fill it, adds a compensating thread, and retires that thread when
/// the stall is over.
/// </summary>
internal sealed class StalledWorkerModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly Scheduler _scheduler = new(workers: 1, maxExtraThreads: 1, globalQueueInterval: null, Timeout.InfiniteTimeSpan, new ThreadSettings("model", 0, ThreadPriority.Normal, new RuntimeHooks())
    {
        Enter = static () => { },
    });

    private bool _isStuck;
    private bool _hasScheduledAll;
    private bool _isOver;
    private bool _isSentAway;

    public StalledWorkerModel()
    {
        var owner = new StubTaskOwner();
        _tasks = [new ModelTask(0, owner) { Body = Stall }, new ModelTask(1, owner), new ModelTask(2, owner)];
        Thread("user", () =>
        {
            _scheduler.Start();
            _scheduler.Schedule(_tasks[0]);
            WaitUntil("for the stall's end", () => _isSentAway);
            _scheduler.Stop();
            _scheduler.JoinThreads(Timeout.InfiniteTimeSpan);
        });
        Thread("watchdog", () =>
        {
            WaitUntil("for the stall", () => _isStuck);
            // Opened once while the body uses its slot, and once after that.
            _scheduler.OpenSlotToThieves(_scheduler.Cores[0]);
            Assert.True(_scheduler.WorkerSet.TryAddStandIn());
            WaitUntil("for the next look", () => _hasScheduledAll);
            _scheduler.OpenSlotToThieves(_scheduler.Cores[0]);
            WaitUntil("for the stall's end", () => _isOver);
            _scheduler.WorkerSet.Retire(1, _scheduler.Idle);
            _isSentAway = true;
        });
    }

    public override void Check()
    {
        _tasks.AssertEachRanOnce();
        Assert.Equal(0, _scheduler.Workers.Length);
    }

    private static void WaitUntil(string at, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, at, condition);
    }

    private void Stall()
    {
        _scheduler.Schedule(_tasks[1]);
        _isStuck = true;
        _scheduler.Schedule(_tasks[2]);
        // The fence models that a store becomes visible within nanoseconds, while the looks of the watchdog are milliseconds apart. So the
        // next look sees it.
        Fence.Full();
        _hasScheduledAll = true;
        WaitUntil("for the others", () => _tasks[1].Runs > 0 && _tasks[2].Runs > 0);
        _isOver = true;
    }
}
