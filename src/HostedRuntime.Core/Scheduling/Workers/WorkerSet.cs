using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>The threads of a scheduler and the cores that they hold.</summary>
/// <remarks>
/// There is one thread with a core for each configured worker. Compensating threads are those that got the core of a blocked worker, and
/// stand-ins with cores of their own for stuck workers.
/// </remarks>
internal sealed class WorkerSet
{
    // The time between two threads beyond the limit. The ThreadPool takes up to 250 ms for one whose wait it knows of, and 500 ms for
    // others.
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    private readonly Scheduler _scheduler;
    private readonly ThreadSettings _settings;
    private readonly int _configured;
    private readonly Lock _gate = new();

    /// <summary>The cores of stand-ins that work or retire. Guarded by `_gate`.</summary>
    private readonly List<WorkerCore> _standIns = [];

    /// <summary>The empty cores of stand-ins that have left. Guarded by `_gate`.</summary>
    /// <remarks>A List like the other one, because its code is loaded already when a runtime starts.</remarks>
    private readonly List<WorkerCore> _unused = [];
    private readonly int? _injectionInterval;

    /// <summary>The time at which the last compensating thread came. Written under `_gate`.</summary>
    private AtomicLong _lastExtra;

    // Both arrays are replaced under `_gate`, and never changed.
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

    /// <summary>All cores that ever existed. An unused core is empty, and its counters still count.</summary>
    /// <remarks>
    /// A core is in this array before its thread starts. So a thread that looks through the queues after a fence misses no task that was
    /// announced from it.
    /// </remarks>
    public WorkerCore[] Cores => _cores.Read()!;

    /// <summary>The threads that work, and those that have lost their core and are still in their last poll.</summary>
    public Worker[] Workers => _workers.Read()!;

    /// <summary>
    /// How many compensating threads may come at once. Further ones come one at a time while tasks wait. If zero, none ever comes.
    /// </summary>
    public int MaxExtraThreads { get; }

    /// <summary>The number of threads beyond the configured number.</summary>
    public int ExtraThreads => Math.Max(0, Workers.Length - _configured);

    /// <summary>The number of stand-ins that are not retiring.</summary>
    public int StandIns
    {
        get
        {
            using (_gate.Hold())
                return _standIns.Count(static core => !core.IsRetiring);
        }
    }

    /// <summary>Starts the threads of all workers, which wait for <see cref="Release"/>.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for one of them. Those that had started are gone.</exception>
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

    /// <summary>Returns whether one more compensating thread may come now.</summary>
    public bool IsExtraThreadDue()
    {
        if (ExtraThreads < MaxExtraThreads)
            return true;
        return MaxExtraThreads > 0 && _scheduler.Idle.Parked == 0 && WorkSearch.AnyWork(_scheduler)
            && Stopwatch.GetElapsedTime(_lastExtra.Read()) >= s_pace;
    }

    /// <summary>Transfers the core of a blocked worker to a new thread, whatever the number of threads.</summary>
    /// <remarks>The thread is started first. If the system has none left, the worker keeps its core.</remarks>
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

    /// <summary>Adds a stand-in: one more worker with a core of its own.</summary>
    /// <returns>True if it was added; false if there are too many threads, here or in the system.</returns>
    public bool TryAddStandIn()
    {
        Worker added;
        WorkerCore core;
        using (_gate.Hold())
        {
            if (!IsExtraThreadDue())
                return false;
            if (_unused.Count > 0)
            {
                core = _unused[^1];
                _unused.RemoveAt(_unused.Count - 1);
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
        // The watchdog asks again at its next look. The core is empty, because only its own thread could put a task into it.
        Remove(added, core);
        return false;
    }

    /// <summary>Retires that many stand-ins, sleeping ones first.</summary>
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

    /// <summary>Removes a worker whose thread ends.</summary>
    /// <param name="ended">The worker.</param>
    /// <param name="left">The core that it still holds, which is empty; or null.</param>
    public void Remove(Worker ended, WorkerCore? left)
    {
        using (_gate.Hold())
        {
            _workers.Write([.. Workers.Where(worker => worker != ended)]);
            if (left is null)
                return;
            _standIns.Remove(left);
            left.IsRetiring = false;
            _unused.Add(left);
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
