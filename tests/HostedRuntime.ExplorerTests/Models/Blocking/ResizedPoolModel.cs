using HostedRuntime.Blocking;
using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The limits of a pool change while tasks are submitted, threads time out, or another thread closes the pool. A task that waits beyond the
/// old number of threads gets a new thread. A surplus thread leaves by itself, each task runs once, and every thread ends.
/// </summary>
internal sealed class ResizedPoolModel : Model
{
    private readonly ModelTask[] _tasks;
    private readonly bool[] _isRefused;
    private readonly BlockingPool _pool;
    private readonly bool _isClosed;
    private int _working;
    private int _mostWorking;
    private int _threads;

    /// <param name="from">The thread limit at first.</param>
    /// <param name="to">The thread limit later.</param>
    /// <param name="tasks">The number of submitted tasks.</param>
    /// <param name="then">The behavior under test.</param>
    public ResizedPoolModel(int from, int to, int tasks, Then then)
    {
        _tasks = ModelTask.Some(tasks);
        _isRefused = new bool[tasks];
        _isClosed = then == Then.Closes;
        var keepAlive = then == Then.Leaves ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(10);
        var hooks = new RuntimeHooks { ThreadStarted = _ => _threads++, ThreadStopping = _ => _threads-- };
        _pool = new BlockingPool(from, queueLimit: null, keepAlive, new ThreadSettings("pool", 0, ThreadPriority.Normal, hooks) { Enter = static () => { } });
        _pool.Open();
        foreach (var task in _tasks)
            task.Body = () => Work(task, then);

        Thread("submitter", () =>
        {
            foreach (var task in _tasks)
                _isRefused[task.Number] = !_pool.TrySubmit(task);
        });
        Thread("resizer", () =>
        {
            _pool.Resize(to, null, keepAlive);
            if (then != Then.Leaves)
                return;
            // The sleep of these threads has no timeout.
            Until("for the tasks and for threads to leave", () => _threads <= to && _tasks.All(static task => task.Runs == 1) && _working == 0);
            _pool.Close();
        });
        if (_isClosed)
            Thread("closer", () => _pool.Close());
    }

    /// <summary>The behavior under test.</summary>
    public enum Then
    {
        /// <summary>The first task waits for the last task to begin.</summary>
        Meets,

        /// <summary>Threads beyond the new number end, although nothing else would wake them.</summary>
        Leaves,

        /// <summary>The pool is closed meanwhile.</summary>
        Closes,

        /// <summary>The tasks run.</summary>
        Works,
    }

    public override void Check()
    {
        foreach (var task in _tasks)
        {
            if (_isClosed)
                Assert.True(task.Runs <= 1 && (task.Runs == 1 || _isRefused[task.Number] || task.IsEnded), $"{task} was run {task.Runs} times, refused: {_isRefused[task.Number]}.");
            else
                Assert.True(task.Runs == 1, $"{task} was run {task.Runs} times.");
        }

        Assert.Equal((0, 0, 0), (_pool.Counts.Threads, _pool.Counts.Idle, _pool.Counts.Queued));
        Assert.Equal(0, _threads);
        Assert.InRange(_mostWorking, 0, _pool.Counts.Peak);
    }

    private void Work(ModelTask task, Then then)
    {
        _mostWorking = Math.Max(_mostWorking, ++_working);
        if (then == Then.Meets && task.Number == 0)
            Until("for the last task", () => _tasks[^1].Runs == 1);
        _working--;
    }
}
