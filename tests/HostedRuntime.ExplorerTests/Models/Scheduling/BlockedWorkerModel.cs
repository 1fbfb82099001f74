using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The only worker blocks twice in one body: for a moment, so that the watch is kept and soon put down, then until another task has run.
/// That one can only run if the worker's core is given to a new thread, so if the watch is kept again.
/// </summary>
internal sealed class BlockedWorkerModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly Scheduler _scheduler;
    private bool _isBlocking;

    /// <param name="threadName">What the names of its threads begin with.</param>
    public BlockedWorkerModel(string threadName = "model")
    {
        var settings = new ThreadSettings(threadName, 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } };
        _scheduler = new Scheduler(workers: 1, maxExtraThreads: 1, globalQueueInterval: null, stallThreshold: Timeout.InfiniteTimeSpan, settings);
        _tasks = [new ModelTask(0, new NobodysTasks()) { Body = Block }, new ModelTask(1, new NobodysTasks())];
        Thread("user", () =>
        {
            _scheduler.Start();
            foreach (var task in _tasks)
                _scheduler.Schedule(task);
            WaitUntil("for the tasks", () => _tasks.All(static task => task.Runs > 0) && !_isBlocking);
            _scheduler.Stop();
        });
    }

    public override void Check() => _tasks.AssertEachRanOnce();

    private static void WaitUntil(string at, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, at, condition);
    }

    private void Block()
    {
        _isBlocking = true;
        var worker = Worker.Current!;
        Assert.True(worker.TryEnterWait());
        worker.LeaveWait();
        // False: the moment was long enough for the core to be gone, and the other task needs nobody's help.
        if (worker.TryEnterWait())
        {
            WaitUntil("for the other task", () => _tasks[1].Runs > 0);
            worker.LeaveWait();
        }

        _isBlocking = false;
    }
}
