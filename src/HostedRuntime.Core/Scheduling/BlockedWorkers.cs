using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going when bodies block their workers: a worker that waits for longer than a moment loses its core to a new
/// thread, which runs what the blocked body may be waiting for. A thread of its own, made when the first worker blocks; it sleeps
/// while none does.
/// </summary>
/// <remarks>
/// No clock is read where a worker blocks: it notes the round of this thread, and is relieved when two rounds have passed, so
/// after one to two ticks. A worker that blocks sees the watch kept, or wakes this thread; putting down the watch is followed by a
/// fence and one more look, so that none is overlooked between the two.
/// </remarks>
internal sealed class BlockedWorkers(Scheduler scheduler, string threadName)
{
    // Longer than the contended locks of healthy code, short enough that sync-over-async costs milliseconds.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private Thread? _thread;

    /// <summary>True: the thread ticks, and looks at every worker in each round. Read without the lock by those who block.</summary>
    private AtomicBool _isWatching;
    private bool _isStopping;

    /// <summary>Written by the thread alone.</summary>
    private AtomicInt _round;

    /// <summary>To be noted by a worker before it blocks.</summary>
    public int Round => _round.Read();

    /// <summary>A worker is about to block, and says so in its WaitWord already.</summary>
    public void Watch()
    {
        if (_isWatching.Read())
            return;
        lock (_gate)
        {
            if (_isWatching.ReadOwn() || _isStopping)
                return;
            _isWatching.Write(true);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = threadName };
                _thread.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
    }

    private void Run()
    {
        while (WaitForWatch())
        {
            _round.Write(_round.ReadOwn() + 1);
            if (!RelieveAll())
                PutDown();
        }
    }

    /// <summary>A tick while there is something to watch, else until there is. False: the end.</summary>
    private bool WaitForWatch()
    {
        lock (_gate)
        {
            if (_isWatching.ReadOwn() && !_isStopping)
                Monitor.Wait(_gate, s_tick);
            while (!_isWatching.ReadOwn() && !_isStopping)
                Monitor.Wait(_gate);
            return !_isStopping;
        }
    }

    /// <summary>True while some worker is blocked and still has its core.</summary>
    private bool RelieveAll()
    {
        var any = false;
        foreach (var worker in scheduler.Workers)
        {
            if (worker.IsWaiting)
                any |= _round.ReadOwn() - worker.WaitRound < 2 || !scheduler.Crew.TryHandOver(worker);
        }

        return any;
    }

    private void PutDown()
    {
        _isWatching.Write(false);
        // Pairs with WaitWord.Enter: a worker that saw the watch kept is seen here.
        Fence.Full();
        foreach (var worker in scheduler.Workers)
        {
            if (worker.IsWaiting)
            {
                _isWatching.Write(true);
                return;
            }
        }
    }
}
