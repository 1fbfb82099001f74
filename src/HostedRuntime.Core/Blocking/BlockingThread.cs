using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime.Blocking;

/// <summary>One thread of the blocking pool.</summary>
internal sealed class BlockingThread
{
    /// <summary>What <see cref="Diagnostics.RuntimeHooks.ThreadStarted"/> is told for threads that are not workers.</summary>
    private const int NotAWorker = -1;

    private readonly BlockingPool _pool;
    private readonly ThreadSettings _settings;
    private readonly Thread _thread;
    private volatile TaskPoller? _poller;

    public BlockingThread(BlockingPool pool, ThreadSettings settings, int number)
    {
        _pool = pool;
        _settings = settings;
        _thread = settings.Create($"b{number}", Run);
    }

    /// <summary>The task that this thread runs right now.</summary>
    public RuntimeTask? Polling => (RuntimeTask?)_poller?.Cell.Task;

    public void Start() => _thread.UnsafeStart();

    public bool Join(TimeSpan timeout) => (_thread.ThreadState & ThreadState.Unstarted) != 0 || _thread.Join(timeout);

    private void Run()
    {
        _settings.Enter();
        _poller = new TaskPoller();
        HookCall.Invoke(_settings.Hooks.ThreadStarted, NotAWorker);
        for (var task = _pool.Next(this, isFirst: true); task is not null; task = _pool.Next(this, isFirst: false))
            _poller.Poll(task);
        HookCall.Invoke(_settings.Hooks.ThreadStopping, NotAWorker);
    }
}
