using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The whole scheduler with its real workers runs tasks from outside. Each of them schedules two more tasks on its worker. The first fills
/// the slot, and the second displaces the first. After that, or meanwhile, the scheduler stops.
/// </summary>
internal sealed class SchedulerModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly Scheduler _scheduler;
    private readonly bool _stopsMeanwhile;

    public SchedulerModel(int workers, int families, bool stopsMeanwhile)
    {
        _stopsMeanwhile = stopsMeanwhile;
        _tasks = ModelTask.Some(3 * families);
        var settings = new ThreadSettings("worker", 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } };
        _scheduler = new Scheduler(workers, maxExtraThreads: 0, globalQueueInterval: null, stallThreshold: Timeout.InfiniteTimeSpan, settings);
        for (var i = 0; i < families; i++)
        {
            var (first, second) = (_tasks[(3 * i) + 1], _tasks[(3 * i) + 2]);
            _tasks[3 * i].Body = () =>
            {
                _scheduler.Schedule(first);
                _scheduler.Schedule(second);
            };
        }

        Thread("user", () =>
        {
            _scheduler.Start();
            for (var i = 0; i < families; i++)
                _scheduler.Schedule(_tasks[3 * i]);
            if (!stopsMeanwhile)
                Until("for all tasks to have run", () => _tasks.All(static task => task.Runs == 1));
            _scheduler.Stop();
            _scheduler.JoinThreads(Timeout.InfiniteTimeSpan);
        });
    }

    public override void Check()
    {
        foreach (var task in _tasks)
        {
            if (_stopsMeanwhile && task.Runs == 0)
                Assert.True(task.IsEnded || !IsScheduled(task), $"{task} was neither run nor cancelled.");
            else
                Assert.True(task is { Runs: 1, IsEnded: true }, $"{task} was run {task.Runs} times.");
        }

        Assert.Equal(0, _scheduler.Workers.Length);
    }

    /// <summary>Returns whether the task was scheduled. If the first task of a family was cancelled, the others never were.</summary>
    private bool IsScheduled(ModelTask task) => task.Number % 3 == 0 || _tasks[task.Number / 3 * 3].Runs > 0;
}
