using System.Diagnostics;
using HostedRuntime.Blocking;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>The multi-threaded runtime: scheduler, blocking pool and task list under one roof, and the tasks' owner.</summary>
[DebuggerDisplay("{Name,nq}: {State}")]
internal sealed class WorkStealingRuntime : TaskOwner, IRuntime
{
    private readonly RuntimeOptions _options;
    private readonly RuntimeHooks _hooks;
    private readonly RuntimeShutdown _shutdown;
    private readonly Lock _lifeGate = new();

    private long _spawnedOutside;
    private long _endedOutside;
    private long _refused;
    private volatile RuntimeState _state;
    private volatile bool _isAborting;

    public WorkStealingRuntime(string name, RuntimeOptions options, TimeProvider timeProvider, RuntimeHooks hooks)
    {
        Name = name;
        TimeProvider = timeProvider;
        _options = options;
        _hooks = hooks;
        var threads = new ThreadSettings(options.ThreadName, options.ThreadStackSize, options.ThreadPriority, hooks)
        {
            Enter = () => CurrentRuntime.OfThread = this,
        };
        Scheduler = new Scheduler(options.WorkerThreads, options.MaxCompensatingThreads, options.GlobalQueueInterval, options.StallThreshold, threads);
        Pool = new BlockingPool(options.MaxBlockingThreads, options.BlockingQueueLimit, options.BlockingThreadKeepAlive, threads);
        Tasks = new OwnedTasks(options.WorkerThreads);
        _shutdown = new RuntimeShutdown(this);
    }

    public string Name { get; }

    public RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;

    public TimeProvider TimeProvider { get; }

    public RuntimeState State => _state;

    public TaskOwner Owner => this;

    public Scheduler Scheduler { get; }

    public BlockingPool Pool { get; }

    public OwnedTasks Tasks { get; }

    public RuntimeMetrics Metrics => MetricsReader.Read(this);

    public override bool IsAborting => _isAborting;

    public long Spawned => Volatile.Read(ref _spawnedOutside) + Scheduler.Cores.Sum(static core => core.Spawned);

    public long Ended => Volatile.Read(ref _endedOutside) + Scheduler.Cores.Sum(static core => core.Ended);

    /// <summary>Tasks that ended after they were admitted. What was refused is read last: it is counted before it ends.</summary>
    public long EndedAdmitted
    {
        get
        {
            var ended = Ended;
            return ended - Volatile.Read(ref _refused);
        }
    }

    /// <summary>
    /// Tasks that have not ended. What ended is read first: a task that is spawned and ends between the two readings then counts
    /// as alive, never the reverse, so zero is the truth.
    /// </summary>
    public long Alive
    {
        get
        {
            var ended = Ended;
            return Spawned - ended;
        }
    }

    public RuntimeScope Enter() => new(this);

    public void Start()
    {
        lock (_lifeGate)
        {
            if (_state == RuntimeState.Running)
                return;
            ObjectDisposedException.ThrowIf(_state != RuntimeState.Created, this);
            Scheduler.Start();
            Pool.Open();
            _state = RuntimeState.Running;
        }
    }

    public Task<ShutdownReport> ShutdownAsync(TimeSpan timeout, CancellationToken ct = default)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > uint.MaxValue - 1))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must be between zero and 49 days, or infinite.");
        return _shutdown.Begin(timeout, ct);
    }

    public void Dispose()
    {
        RefuseInsideTask(nameof(Dispose));
        ShutdownAsync(_options.ShutdownTimeout).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        RefuseInsideTask(nameof(DisposeAsync));
        await ShutdownAsync(_options.ShutdownTimeout).ConfigureAwait(false);
    }

    public IReadOnlyList<TaskInfo> CaptureTasks() => LiveTasks.Describe(this);

    /// <summary>False when the runtime is past that state already.</summary>
    public bool TryEnterState(RuntimeState next, out RuntimeState before)
    {
        lock (_lifeGate)
        {
            before = _state;
            if (before >= next)
                return false;
            _state = next;
            return true;
        }
    }

    /// <summary>From now on every task is aborted, also one that starts after the sweep.</summary>
    public void BeginAbort()
    {
        _isAborting = true;
        // Pairs with TaskWord.TryStart, between a thread's note of what it polls and its look at this flag.
        Interlocked.MemoryBarrier();
    }

    public override bool TryAdmit(RuntimeTask task)
    {
        if (!TryCount(task))
            return false;
        Schedule(task);
        return true;
    }

    public override bool TryAdmitBlocking(RuntimeTask task)
    {
        if (_state < RuntimeState.Draining && !Pool.TryTakePlace())
        {
            Refuse(task);
            throw new BlockingQueueFullException(Name, Pool.MaxThreads, Pool.QueueLimit!.Value);
        }

        return AdmitToBlockingPlace(task);
    }

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => Pool.TakePlaceAsync(ct);

    public override bool AdmitToBlockingPlace(RuntimeTask task)
    {
        if (!TryCount(task))
            return false;
        if (task.IsEnded)
            Pool.ReturnPlace();
        else if (!Pool.TrySubmit(task))
            task.TryForestall();
        return true;
    }

    public override void Refuse(RuntimeTask task)
    {
        CountSpawned();
        EndRefused(task);
    }

    public override void Schedule(RuntimeTask task) => Scheduler.Schedule(task);

    public override void ScheduleLast(RuntimeTask task) => Scheduler.ScheduleLast(task);

    public override bool TryEnterWait() => Worker.Current is { } worker && worker.Scheduler == Scheduler && worker.TryEnterWait();

    public override void LeaveWait() => Worker.Current!.LeaveWait();

    public override void Register(RuntimeTask task)
    {
        Tasks.Add(task);
        // An abort sweep that passed before the task stood in the list found it running on this thread, or is seen here.
        if (_isAborting)
            task.AbortTask();
    }

    public override void Release(RuntimeTask task, bool registered)
    {
        if (registered)
            Tasks.Remove(task);
        if (_hooks.TaskTerminated is { } terminated)
            HookCall.Invoke(terminated, task.Describe());
        if (task.IsBlocking)
            Pool.OnEnded(task);
    }

    public override void CountEnd()
    {
        if (Scheduler.CoreOfThisThread is { } core)
            core.Ended++;
        else
            Interlocked.Increment(ref _endedOutside);
        if (_state == RuntimeState.Draining)
            _shutdown.OnTaskEnded();
    }

    public override void ReportFault(RuntimeTask task, Exception exception) => Report(task.Describe(), exception);

    public override void ReportUnobservedFault(TaskInfo task, Exception exception)
    {
        if (_options.UnhandledFaults == UnhandledFaultBehavior.Ignore)
            return;
        // Off the finalizer thread. Not as a task: the runtime may be draining, and the report must not be refused.
        ThreadPool.UnsafeQueueUserWorkItem(static report => report.Runtime.Report(report.Task, report.Exception), (Runtime: this, Task: task, Exception: exception), preferLocal: false);
    }

    private void Report(TaskInfo task, Exception exception)
    {
        if (_options.UnhandledFaults == UnhandledFaultBehavior.Ignore)
            return;
        HookCall.Invoke(_hooks.TaskFaulted, task, exception);
        if (_options.UnhandledFaults == UnhandledFaultBehavior.Stop)
            _ = ShutdownAsync(_options.ShutdownTimeout);
    }

    private bool TryCount(RuntimeTask task)
    {
        // Before the look at the state: a drain that begins after it waits for the task.
        CountSpawned();
        if (_state >= RuntimeState.Draining)
        {
            EndRefused(task);
            return false;
        }

        if (_hooks.TaskSpawned is { } spawned)
            HookCall.Invoke(spawned, task.Describe(TaskState.Created));
        return true;
    }

    private void CountSpawned()
    {
        if (Scheduler.CoreOfThisThread is { } core)
            core.Spawned++;
        else
            Interlocked.Increment(ref _spawnedOutside);
    }

    private void EndRefused(RuntimeTask task)
    {
        Interlocked.Increment(ref _refused);
        task.TryForestall();
    }

    private void RefuseInsideTask(string member)
    {
        if (CurrentRuntime.Task is { } task && ReferenceEquals(CurrentRuntime.Handle, this))
        {
            throw new InvalidOperationException(
                $"{member} of runtime '{Name}' was called inside its own {task}, which it would have to wait for. Call it from the code that created the runtime.");
        }
    }
}
