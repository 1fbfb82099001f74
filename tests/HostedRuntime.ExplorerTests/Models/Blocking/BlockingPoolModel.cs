using HostedRuntime.Blocking;
using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// Tasks are submitted while threads of the pool time out, and while another thread closes the pool. Each task runs once, is cancelled or
/// is refused. Every thread of the pool ends.
/// </summary>
internal sealed class BlockingPoolModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly bool[] _isRefused;
    private readonly BlockingPool _pool;
    private readonly bool _isClosed;

    /// <param name="submitters">The number of submitting threads.</param>
    /// <param name="tasksEach">The number of tasks that each of them submits.</param>
    /// <param name="maxThreads">The limit of the pool's threads.</param>
    /// <param name="closes">Whether another thread closes the pool meanwhile.</param>
    /// <param name="threadName">The prefix of the thread names.</param>
    public BlockingPoolModel(int submitters, int tasksEach, int maxThreads, bool closes, string threadName = "pool")
    {
        _tasks = ModelTask.Some(submitters * tasksEach);
        _isRefused = new bool[_tasks.Length];
        _isClosed = closes;
        var settings = new ThreadSettings(threadName, 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } };
        _pool = new BlockingPool(maxThreads, queueLimit: null, TimeSpan.FromSeconds(10), settings);
        _pool.Open();
        for (var i = 0; i < submitters; i++)
        {
            var mine = _tasks.Skip(i * tasksEach).Take(tasksEach);
            Thread($"submitter {i}", () =>
            {
                foreach (var task in mine)
                    _isRefused[task.Number] = !_pool.TrySubmit(task);
            });
        }

        if (closes)
        {
            Thread("closer", () =>
            {
                foreach (var thread in _pool.Close())
                    thread.JoinUnlessPolling(TimeSpan.FromSeconds(1));
            });
        }
    }

    public override void Check()
    {
        foreach (var task in _tasks)
        {
            if (_isClosed && (_isRefused[task.Number] || task.IsEnded))
                Assert.True(task.Runs <= 1 && !(_isRefused[task.Number] && task.Runs > 0), $"{task} was run {task.Runs} times, refused: {_isRefused[task.Number]}.");
            else
                Assert.True(task.Runs == 1, $"{task} was run {task.Runs} times.");
        }

        Assert.Equal((0, 0, 0), (_pool.Counts.Threads, _pool.Counts.Idle, _pool.Counts.Queued));
    }
}
