using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// A worker in the middle of a poll publishes tasks that wait for each other. Each task occupies its worker until all of them run, so the
/// woken worker cannot come back for the other tasks. A worker that found a task must make sure that further workers are woken.
/// </summary>
internal sealed class MeetingTasks : Model
{
    private readonly ModelTask[] _tasks;
    private readonly LocalQueue _published = new(4);
    private readonly IdleWorkers _idle;
    private readonly bool _looksAfterSearch;
    private int _running;

    /// <param name="tasks">The number of tasks, and of workers that sleep or are about to sleep.</param>
    /// <param name="looksAfterSearch">
    /// False if the last searcher runs its task without a look for more, to show that the look is needed.
    /// </param>
    public MeetingTasks(int tasks, bool looksAfterSearch = true)
    {
        _tasks = ModelTask.Some(tasks);
        _looksAfterSearch = looksAfterSearch;
        _idle = new IdleWorkers(tasks + 1);
        for (var i = 0; i < tasks; i++)
            Thread($"worker {i}", Work, mayStayBlocked: true);
        Thread("publisher", () =>
        {
            foreach (var task in _tasks)
            {
                Assert.True(_published.TryPush(task));
                _idle.NotifyAfterPublish();
            }
        });
    }

    public override void Check()
    {
        _tasks.AssertEachRanOnce();
        Assert.Equal(_tasks.Length, _running);
    }

    /// <summary>Runs the steps of <see cref="Worker"/>, with one round of searching instead of forty.</summary>
    private void Work()
    {
        var parker = new Parker();
        var own = new LocalQueue(4);
        var isSearching = false;
        while (true)
        {
            if ((isSearching || (isSearching = _idle.TryBeginSearch())) && _published.StealInto(own, out _) is { } task)
            {
                isSearching = false;
                if (_idle.EndSearch() && _looksAfterSearch && _published.Count > 0)
                    _idle.NotifyAfterPublish();
                Poll(task);
                continue;
            }

            if (_idle.Park(parker, isSearching) && _published.Count > 0)
                _idle.NotifyAfterPublish();
            parker.Park();
            isSearching = true;
        }
    }

    private void Poll(RuntimeTask task)
    {
        TaskBag.Run(task);
        _running++;
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, "for the other tasks", () => _running == _tasks.Length);
    }
}
