using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// A body queues another task without a wake-up, and stays in its poll until that task has run. The other worker is idle when the slot is
/// filled: searching, going to sleep, watching, or asleep without a timeout.
/// </summary>
internal sealed class LongPollModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly Scheduler _scheduler = new(
        workers: 2, maxExtraThreads: 0, globalQueueInterval: null, stallThreshold: Timeout.InfiniteTimeSpan, threads: Settings());

    private bool _isOver;

    /// <param name="yields">True if the task is queued like a task that yields, in the queue. False if it is queued in the slot.</param>
    public LongPollModel(bool yields)
    {
        var owner = new StubTaskOwner();
        _tasks = [new ModelTask(0, owner), new ModelTask(1, owner)];
        _tasks[0].Body = () =>
        {
            if (yields)
                _scheduler.ScheduleLast(_tasks[1], ThreadContext.Current);
            else
                _scheduler.Schedule(_tasks[1]);
            // The fence models that a store becomes visible within nanoseconds, while the looks of the watch are a millisecond apart.
            Fence.Full();
            WaitUntil("for the other task", () => _tasks[1].Runs > 0);
            _isOver = true;
        };
        Thread("user", () =>
        {
            _scheduler.Start();
            _scheduler.Schedule(_tasks[0]);
            WaitUntil("for the tasks", () => _isOver);
            _scheduler.Stop();
            _scheduler.JoinThreads(Timeout.InfiniteTimeSpan);
        });
    }

    public override void Check()
    {
        _tasks.AssertEachRanOnce();
        Assert.Equal(0, _scheduler.Workers.Length);
    }

    private static ThreadSettings Settings() => new("model", 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } };

    private static void WaitUntil(string at, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, at, condition);
    }
}
