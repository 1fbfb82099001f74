using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// A watcher asks a core to report new tasks, and sleeps without a timeout if nothing is queued there. Meanwhile the core's worker queues a
/// task without a wake-up. A watcher that sleeps is woken, and a watcher that has seen the task does not sleep.
/// </summary>
internal sealed class QuestionModel : Model
{
    private readonly Scheduler _scheduler = new(
        workers: 2, maxExtraThreads: 0, globalQueueInterval: null, stallThreshold: Timeout.InfiniteTimeSpan,
        new ThreadSettings("model", 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } });

    public QuestionModel(bool intoTheQueue)
    {
        var task = ModelTask.Some(1)[0];
        var core = _scheduler.Cores[0];
        var parker = _scheduler.Cores[1].Parker;
        _scheduler.Idle.Park(parker, searching: false);
        Thread("worker", () =>
        {
            if (intoTheQueue)
            {
                Assert.True(core.Queue.TryPush(task));
                core.Slot.OnSilentPush();
            }
            else
            {
                core.Slot.Put(task);
            }
        });
        Thread("watcher", () =>
        {
            core.Slot.BeginAsk();
            Fence.ProcessWide();
            if (core.Slot.EndAsk(_scheduler.Watch) & core.Queue.Count == 0)
                Assert.False(parker.Park(Timeout.InfiniteTimeSpan));
        });
    }
}
