namespace HostedRuntime.Cluster.Jobs;

/// <summary>Why the token of a running job fired.</summary>
internal enum JobStop
{
    None,
    Abort,
    Deadline,
    NodeStop,

    /// <summary>The attempt is no longer the current one, so its end will be refused.</summary>
    Superseded,
}

/// <summary>An attempt that this node runs. Any thread.</summary>
internal sealed class RunningJob(JobRecord record) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _deadline;
    private bool _isOver;

    public JobRecord Record => record;

    /// <summary>The first reason for which the token fired.</summary>
    public JobStop Stop { get; private set; }

    public CancellationToken Token => _stop.Token;

    /// <summary>Fires the token at the job's deadline. Called once, before the body begins.</summary>
    public void WatchDeadline(TimeProvider clock)
    {
        if (record.Deadline is not { } deadline)
            return;
        var left = deadline - clock.GetUtcNow();
        var timer = clock.CreateTimer(
            static job => ((RunningJob)job!).Cancel(JobStop.Deadline), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            if (!_isOver)
            {
                _deadline = timer;
                return;
            }
        }

        timer.Dispose();
    }

    /// <summary>Fires the token of the body. Later reasons change nothing.</summary>
    public void Cancel(JobStop why)
    {
        lock (_gate)
        {
            if (_isOver || Stop != JobStop.None)
                return;
            Stop = why;
        }

        try
        {
            // Callbacks of the body run here, and their exceptions are the body's own affair.
            _stop.Cancel();
        }
        catch (AggregateException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isOver = true;
        _deadline?.Dispose();
        _stop.Dispose();
    }
}
