using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests;

/// <summary>The threads of a runtime that started and did not end.</summary>
internal sealed class ThreadCount
{
    private readonly Lock _gate = new();
    private int _started;
    private int _alive;
    private TaskCompletionSource? _allEnded;

    public int Started
    {
        get
        {
            lock (_gate)
                return _started;
        }
    }

    public void Watch(RuntimeHooks hooks)
    {
        hooks.ThreadStarted += _ =>
        {
            lock (_gate)
            {
                _started++;
                _alive++;
            }
        };
        hooks.ThreadStopping += _ =>
        {
            lock (_gate)
            {
                if (--_alive == 0)
                    _allEnded?.TrySetResult();
            }
        };
    }

    /// <summary>
    /// Completes when no thread is left. A runtime that ends signals all its threads and waits a second for them. On a busy machine a
    /// thread may need longer. A thread that never ends fails the test by its time limit.
    /// </summary>
    public Task AllEndedAsync()
    {
        lock (_gate)
        {
            if (_alive == 0)
                return Task.CompletedTask;
            _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _allEnded.Task;
        }
    }
}
