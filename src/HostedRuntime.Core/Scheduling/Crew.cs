using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The threads of a scheduler and the cores that they hold: one each as configured, and beyond that threads that got the core of a
/// blocked one, and stand-ins with cores of their own beside stuck ones.
/// </summary>
internal sealed class Crew
{
    private readonly Scheduler _scheduler;
    private readonly ThreadSettings _settings;
    private readonly int _configured;
    private readonly Lock _gate = new();

    /// <summary>Cores of stand-ins, at work or leaving. Under the lock.</summary>
    private readonly List<WorkerCore> _standIns = [];

    /// <summary>Cores whose stand-in has left: empty. Under the lock. A list as the other, which is loaded already when a runtime starts.</summary>
    private readonly List<WorkerCore> _resting = [];
    private readonly int? _injectionInterval;

    // Both replaced under the lock, never changed.
    private AtomicRef<Worker[]> _workers;
    private AtomicRef<WorkerCore[]> _cores;

    public Crew(Scheduler scheduler, int workers, int maxExtraThreads, int? injectionInterval, ThreadSettings settings)
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

    public int MaxExtraThreads { get; }

    /// <summary>Threads beyond the configured number.</summary>
    public int ExtraThreads => Math.Max(0, Workers.Length - _configured);

    /// <summary>Stand-ins that were not told to leave.</summary>
    public int StandIns
    {
        get
        {
            lock (_gate)
                return _standIns.Count(static core => !core.IsLeaving);
        }
    }

    public void Start()
    {
        foreach (var worker in Workers)
            worker.Start();
    }

    /// <summary>Gives the core of a blocked worker to a new thread. False: the worker goes on by itself, or there are too many threads.</summary>
    public bool TryHandOver(Worker blocked) => TryHandOver(blocked, MaxExtraThreads);

    /// <summary>The same for a body that said it will block, and may rely on being no worker any more: without a limit.</summary>
    public void HandOver(Worker blocking) => TryHandOver(blocking, int.MaxValue);

    /// <summary>Puts one more worker beside the others, with a core of its own. False: there are too many threads, here or in the system.</summary>
    public bool TryAddStandIn()
    {
        Worker added;
        WorkerCore core;
        lock (_gate)
        {
            if (ExtraThreads >= MaxExtraThreads)
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
        }

        try
        {
            added.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            // The system has no thread for us: the watchdog asks again at its next look.
            Remove(added, core);
            return false;
        }
    }

    /// <summary>Tells that many stand-ins to leave, those that sleep first.</summary>
    public void SendAway(int count, IdleWorkers idle)
    {
        WorkerCore[] leaving;
        lock (_gate)
            leaving = [.. _standIns.Where(static core => !core.IsLeaving).OrderByDescending(core => idle.IsParked(core.Parker)).Take(count)];
        foreach (var core in leaving)
        {
            core.IsLeaving = true;
            idle.Wake(core.Parker);
        }
    }

    /// <summary>The thread of this worker ends. The core that it leaves with is empty.</summary>
    public void Remove(Worker ended, WorkerCore? left)
    {
        lock (_gate)
        {
            _workers.Write([.. Workers.Where(worker => worker != ended)]);
            if (left is null)
                return;
            _standIns.Remove(left);
            left.IsLeaving = false;
            _resting.Add(left);
        }
    }

    private bool TryHandOver(Worker blocked, int limit)
    {
        Worker next;
        lock (_gate)
        {
            if (ExtraThreads >= limit || blocked.Core is not { } core || !blocked.TryGiveUp(core))
                return false;
            next = new Worker(_scheduler, core, _settings);
            _workers.Write([.. Workers, next]);
        }

        StartForSure(next);
        return true;
    }

    /// <summary>The core is ours and has a thread no more: it must get one, also from a system that is out of them for a moment.</summary>
    private static void StartForSure(Worker worker)
    {
        while (true)
        {
            try
            {
                worker.Start();
                return;
            }
            catch (OutOfMemoryException)
            {
                Thread.Sleep(10);
            }
        }
    }
}
