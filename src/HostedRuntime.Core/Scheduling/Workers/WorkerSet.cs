using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The threads of a scheduler and the cores that they hold: one each as configured, and beyond that threads that got the core of a
/// blocked one, and stand-ins with cores of their own beside stuck ones.
/// </summary>
internal sealed class WorkerSet
{
    // What a thread beyond the limit costs in time. The ThreadPool takes up to 250 ms for one whose wait it was told of, 500 for others.
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    private readonly Scheduler _scheduler;
    private readonly ThreadSettings _settings;
    private readonly int _configured;
    private readonly Lock _gate = new();

    /// <summary>Cores of stand-ins, at work or leaving. Under the lock.</summary>
    private readonly List<WorkerCore> _standIns = [];

    /// <summary>Cores whose stand-in has left: empty. Under the lock. A list as the other, which is loaded already when a runtime starts.</summary>
    private readonly List<WorkerCore> _resting = [];
    private readonly int? _injectionInterval;

    /// <summary>When the last extra thread came. Written under the lock.</summary>
    private AtomicLong _lastExtra;

    // Both replaced under the lock, never changed.
    private AtomicRef<Worker[]> _workers;
    private AtomicRef<WorkerCore[]> _cores;

    public WorkerSet(Scheduler scheduler, int workers, int maxExtraThreads, int? injectionInterval, ThreadSettings settings)
    {
        _scheduler = scheduler;
        _settings = settings;
        _configured = workers;
        _injectionInterval = injectionInterval;
        MaxExtraThreads = maxExtraThreads;
        var cores = new WorkerCore[workers];
        var threads = new Worker[workers];
        for (var i = 0; i < workers; i++)
        {
            cores[i] = new WorkerCore(i, injectionInterval);
            threads[i] = new Worker(scheduler, cores[i], settings);
        }

        _cores = new AtomicRef<WorkerCore[]>(cores);
        _workers = new AtomicRef<Worker[]>(threads);
    }

    /// <summary>
    /// Every core that there ever was: one that rests is empty, and its counters still count. A core stands here before its thread
    /// starts, so who looks through the queues after a fence misses nothing that was announced from it.
    /// </summary>
    public WorkerCore[] Cores => _cores.Read()!;

    /// <summary>The threads that work, and those that lost their core and have not come to the end of their poll.</summary>
    public Worker[] Workers => _workers.Read()!;

    /// <summary>How many extra threads come at once. Beyond, they come at a pace, while work waits. Zero: none ever does.</summary>
    public int MaxExtraThreads { get; }

    /// <summary>Threads beyond the configured number.</summary>
    public int ExtraThreads => Math.Max(0, Workers.Length - _configured);

    /// <summary>Stand-ins that were not told to leave.</summary>
    public int StandIns
    {
        get
        {
            using (_gate.Hold())
                return _standIns.Count(static core => !core.IsRetiring);
        }
    }

    /// <summary>Starts the threads of all workers, which wait for <see cref="Release"/>.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for one of them: those that had started are gone.</exception>
    public void StartHeld()
    {
        var workers = Workers;
        for (var started = 0; started < workers.Length; started++)
        {
            if (workers[started].TryStartHeld())
                continue;
            foreach (var worker in workers.AsSpan(0, started))
                worker.Dismiss();
            throw new ThreadUnavailableException($"worker {started + 1} of {workers.Length}", _settings.NameOf($"w{started}"));
        }
    }

    public void Release()
    {
        foreach (var worker in Workers)
            worker.Release();
    }

    public void Dismiss()
    {
        foreach (var worker in Workers)
            worker.Dismiss();
    }

    /// <summary>Whether one more extra thread may come now.</summary>
    public bool IsExtraThreadDue()
    {
        if (ExtraThreads < MaxExtraThreads)
            return true;
        return MaxExtraThreads > 0 && _scheduler.Idle.Parked == 0 && WorkSearch.AnyWork(_scheduler)
            && Stopwatch.GetElapsedTime(_lastExtra.Read()) >= s_pace;
    }

    /// <summary>
    /// Gives the core of a blocked worker to a new thread, however many there are. The thread comes first: where the system has none, the
    /// worker keeps its core.
    /// </summary>
    public CoreTransferResult TransferCore(Worker blocked)
    {
        if (blocked.Core is not { } core)
            return CoreTransferResult.NotBlocked;
        var next = new Worker(_scheduler, core, _settings);
        if (!next.TryStartHeld())
            return CoreTransferResult.NoThread;
        if (!TryGiveCore(blocked, core, next))
        {
            next.Dismiss();
            return CoreTransferResult.NotBlocked;
        }

        next.Release();
        return CoreTransferResult.Given;
    }

    /// <summary>Puts one more worker beside the others, with a core of its own. False: there are too many threads, here or in the system.</summary>
    public bool TryAddStandIn()
    {
        Worker added;
        WorkerCore core;
        using (_gate.Hold())
        {
            if (!IsExtraThreadDue())
                return false;
            if (_resting.Count > 0)
            {
                core = _resting[^1];
                _resting.RemoveAt(_resting.Count - 1);
            }
            else
            {
                core = new WorkerCore(Cores.Length, _injectionInterval);
                _cores.Write([.. Cores, core]);
            }

            _standIns.Add(core);
            added = new Worker(_scheduler, core, _settings);
            _workers.Write([.. Workers, added]);
            _lastExtra.Write(Stopwatch.GetTimestamp());
        }

        if (added.TryStart())
            return true;
        // The watchdog asks again at its next look. Nobody can have put anything into the core: only its thread does.
        Remove(added, core);
        return false;
    }

    /// <summary>Tells that many stand-ins to leave, those that sleep first.</summary>
    public void Retire(int count, IdleWorkers idle)
    {
        WorkerCore[] leaving;
        using (_gate.Hold())
            leaving = [.. _standIns.Where(static core => !core.IsRetiring).OrderByDescending(core => idle.IsParked(core.Parker)).Take(count)];
        foreach (var core in leaving)
        {
            core.IsRetiring = true;
            idle.Wake(core.Parker);
        }
    }

    /// <summary>The thread of this worker ends. The core that it leaves with is empty.</summary>
    public void Remove(Worker ended, WorkerCore? left)
    {
        using (_gate.Hold())
        {
            _workers.Write([.. Workers.Where(worker => worker != ended)]);
            if (left is null)
                return;
            _standIns.Remove(left);
            left.IsRetiring = false;
            _resting.Add(left);
        }
    }

    private bool TryGiveCore(Worker blocked, WorkerCore core, Worker next)
    {
        using (_gate.Hold())
        {
            if (!blocked.TryGiveUp(core))
                return false;
            _workers.Write([.. Workers, next]);
            _lastExtra.Write(Stopwatch.GetTimestamp());
            return true;
        }
    }
}
