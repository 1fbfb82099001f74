using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The only worker blocks twice in one body: first briefly, so that the watch starts and soon stops, then until another task has run. That
/// task can only run if the worker's core is transferred to a new thread. So it runs only if the watch starts again.
/// </summary>
internal sealed class BlockedWorkerModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly Scheduler _scheduler;
    private bool _isBlocking;

    /// <param name="threadName">The prefix of the thread names.</param>
    public BlockedWorkerModel(string threadName = "model")
    {
        var settings = new ThreadSettings(threadName, 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } };
        _scheduler = new Scheduler(workers: 1, maxExtraThreads: 1, globalQueueInterval: null, stallThreshold: Timeout.InfiniteTimeSpan, settings);
        _tasks = [new ModelTask(0, new StubTaskOwner()) { Body = Block }, new ModelTask(1, new StubTaskOwner())];
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
        // False if the brief wait was long enough for the core to be transferred. Then the other task runs without this worker.
        if (worker.TryEnterWait())
        {
            WaitUntil("for the other task", () => _tasks[1].Runs > 0);
            worker.LeaveWait();
        }

        _isBlocking = false;
    }
}
