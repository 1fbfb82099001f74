using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Keeps the runtime going when bodies block their workers. If a worker stays blocked for one to two ticks, its core is transferred to a
/// new thread. That thread runs the tasks that the blocked body may be waiting for.
/// </summary>
/// <remarks>
/// <para>This class has a thread of its own. It is started with the runtime, because the system may have no thread left when a worker
/// blocks. It sleeps while no worker is blocked.</para>
/// <para>A worker that blocks reads no clock. It notes the round of this thread, and loses its core once two rounds have passed, which is
/// after one to two ticks.</para>
/// <para>No blocked worker is missed. A worker first marks itself as blocked and then reads whether this thread watches; if not, it wakes
/// the thread. This thread first ends its watch, passes a full fence, and then looks at the workers once more.</para>
/// </remarks>
internal sealed class BlockedWorkers(Scheduler scheduler, string threadName)
{
    // Longer than the contended locks of healthy code, short enough that sync-over-async costs milliseconds.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    // The time between two rounds if a blocked worker could not be relieved, because the system had no thread, or no
    // compensating thread was due yet.
    private static readonly TimeSpan s_longTick = TimeSpan.FromMilliseconds(10);

    private readonly object _gate = new();
    private HeldThread? _held;

    /// <summary>True if the last round could not relieve a worker that was due. Owner thread only.</summary>
    private bool _isStuck;

    /// <summary>
    /// True while the thread ticks and looks at every worker in each round. Written under the lock, except by its own thread; workers that
    /// block read it without the lock.
    /// </summary>
    private AtomicBool _isWatching;
    private bool _isStopping;

    /// <summary>The number of the round. Written only by the thread of this class.</summary>
    private AtomicInt _round;

    /// <summary>The number of the present round, which a worker notes before it blocks. Any thread.</summary>
    public int Round => _round.Read();

    /// <summary>
    /// Starts the thread, which then waits for <see cref="Release"/>. If no compensating threads are allowed, it would have nothing to do
    /// and is not started.
    /// </summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left. Nothing has changed.</exception>
    public void Start()
    {
        if (scheduler.WorkerSet.MaxExtraThreads == 0)
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

    /// <summary>Makes the thread watch. Called by a worker that is about to block, after WorkerBlockState.Enter.</summary>
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
            if (!ReplaceAllBlocked())
                StopWatching();
        }
    }

    /// <summary>Waits for one tick. If there is nothing to watch, waits until there is.</summary>
    /// <returns>True if there is something to watch; false if the thread has to end.</returns>
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

    /// <summary>Transfers the cores of all workers that have been blocked for two rounds.</summary>
    /// <returns>True if some worker is blocked and still has its core; otherwise false.</returns>
    private bool ReplaceAllBlocked()
    {
        var waiting = 0;
        var isThreadAvailable = true;
        _isStuck = false;
        foreach (var worker in scheduler.Workers)
        {
            if (!worker.IsWaiting)
                continue;
            if (_round.ReadOwn() - worker.WaitRound < 2)
                waiting++;
            else if (!isThreadAvailable || !TryRelieve(worker, out isThreadAvailable))
                (waiting, _isStuck) = (waiting + 1, true);
        }

        return waiting > 0;
    }

    /// <summary>Transfers the core of a blocked worker to a new thread.</summary>
    /// <param name="worker">The blocked worker.</param>
    /// <param name="isThreadAvailable">False if the system has no thread, so that this round need not try the next worker.</param>
    /// <returns>
    /// True if the core was transferred; otherwise false. Then the next round tries again, or finds that the worker has resumed.
    /// </returns>
    private bool TryRelieve(Worker worker, out bool isThreadAvailable)
    {
        var result = scheduler.WorkerSet.IsExtraThreadDue() ? scheduler.WorkerSet.TransferCore(worker) : CoreTransferResult.NotBlocked;
        isThreadAvailable = result != CoreTransferResult.NoThread;
        return result == CoreTransferResult.Given;
    }

    private void StopWatching()
    {
        _isWatching.Write(false);
        // Pairs with WorkerBlockState.Enter: a worker that read the flag as still set is seen by the loop below.
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
