using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going when bodies block their workers: a worker that waits for longer than a moment loses its core to a new
/// thread, which runs what the blocked body may be waiting for. A thread of its own, there from the start, for when a worker blocks the system
/// may have none left; it sleeps while none blocks.
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

    // Between two rounds in which nothing could be done, for want of a thread or because the next one is not due.
    private static readonly TimeSpan s_longTick = TimeSpan.FromMilliseconds(10);

    private readonly object _gate = new();
    private HeldThread? _held;

    /// <summary>The last round was in vain. The thread's own.</summary>
    private bool _isStuck;

    /// <summary>True: the thread ticks, and looks at every worker in each round. Read without the lock by those who block.</summary>
    private AtomicBool _isWatching;
    private bool _isStopping;

    /// <summary>Written by the thread alone.</summary>
    private AtomicInt _round;

    /// <summary>To be noted by a worker before it blocks.</summary>
    public int Round => _round.Read();

    /// <summary>Starts the thread, which waits for <see cref="Release"/>. Without extra threads there is nothing for it to do, and none.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for us: nothing has changed.</exception>
    public void Start()
    {
        if (scheduler.Crew.MaxExtraThreads == 0)
            return;
        _held = HeldThread.TryStart(run => new Thread(() => run()) { IsBackground = true, Name = threadName }, Run)
            ?? throw new ThreadUnavailableException("the relief of blocked workers", threadName);
    }

    public void Release() => _held?.Release();

    public void Dismiss()
    {
        if (_held is not { } held)
            return;
        held.Dismiss();
        Uninterrupted.Join(held.Thread);
        _held = null;
    }

    /// <summary>A worker is about to block, and says so in its WaitWord already.</summary>
    public void Watch()
    {
        if (_isWatching.Read())
            return;
        using (Holds.Hold(_gate))
        {
            if (_isWatching.ReadOwn() || _isStopping)
                return;
            _isWatching.Write(true);
            Monitor.Pulse(_gate);
        }
    }

    public void Stop()
    {
        using (Holds.Hold(_gate))
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        if (_held is { } held)
            Uninterrupted.Join(held.Thread);
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
        using (Holds.Hold(_gate))
        {
            if (_isWatching.ReadOwn() && !_isStopping)
                Monitor.Wait(_gate, _isStuck ? s_longTick : s_tick);
            while (!_isWatching.ReadOwn() && !_isStopping)
                Monitor.Wait(_gate);
            return !_isStopping;
        }
    }

    /// <summary>True while some worker is blocked and still has its core.</summary>
    private bool RelieveAll()
    {
        var waiting = 0;
        var isThreadToBeHad = true;
        _isStuck = false;
        foreach (var worker in scheduler.Workers)
        {
            if (!worker.IsWaiting)
                continue;
            if (_round.ReadOwn() - worker.WaitRound < 2)
                waiting++;
            else if (!isThreadToBeHad || !TryRelieve(worker, out isThreadToBeHad))
                (waiting, _isStuck) = (waiting + 1, true);
        }

        return waiting > 0;
    }

    /// <summary>Gives its core away.</summary>
    /// <param name="worker">It waits.</param>
    /// <param name="isThreadToBeHad">False if the system has no thread: no use to ask for the next worker.</param>
    /// <returns>False if it still has its core; the next round asks again, or finds that it went on.</returns>
    private bool TryRelieve(Worker worker, out bool isThreadToBeHad)
    {
        var result = scheduler.Crew.IsExtraThreadDue() ? scheduler.Crew.HandOver(worker) : HandOverResult.NotBlocked;
        isThreadToBeHad = result != HandOverResult.NoThread;
        return result == HandOverResult.Given;
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
