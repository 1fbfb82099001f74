using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Blocking;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A runtime of any flavor: owns the tasks, and holds the scheduler, the blocking pool and the task list. A flavor adds its scheduler, and
/// overrides only what it does differently.
/// </summary>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(RuntimeDebugView))]
internal abstract partial class RuntimeEngine : TaskOwner, IRuntime, IOwningHandle
{
    private readonly RuntimeHooks _hooks;
    private readonly FaultReports _faultReports;
    private readonly RuntimeShutdown _shutdown;
    private readonly WaitSampler _sampler;

    /// <summary>Null if the runtime reports to no meter.</summary>
    private readonly RuntimeMeter? _meter;
    private readonly Lock _lifeGate = new();
    private readonly long _createdAt = Stopwatch.GetTimestamp();

    /// <summary>Null if the runtime was given a clock. Kept here, because after the end the wheel does not refer to it any more.</summary>
    private readonly TimerCallbacks? _timerCallbacks;

    /// <summary>Replaced under the gate, and never changed.</summary>
    private AtomicRef<RuntimeOptions> _options;

    /// <summary>A RuntimeState. Written under the gate.</summary>
    private AtomicInt _state;
    private AtomicBool _isAborting;

    /// <param name="name">The name of the runtime.</param>
    /// <param name="options">The options, which are valid and are not changed any more.</param>
    /// <param name="timeProvider">The clock; null for the runtime's own timers.</param>
    /// <param name="hooks">The callbacks.</param>
    /// <param name="meter">The meter to report to; null if there is none.</param>
    /// <param name="shutdown">Makes the object that ends the runtime; null for a thread of its own. For tests.</param>
    protected RuntimeEngine(
        string name, RuntimeOptions options, TimeProvider? timeProvider, RuntimeHooks hooks, RuntimeMeter? meter, Func<RuntimeEngine, RuntimeShutdown>? shutdown = null)
    {
        Name = name;
        _options = new AtomicRef<RuntimeOptions>(options);
        MeasuresTimes = options.MeasureTaskTimes;
        _hooks = hooks;
        _meter = meter;
        Threads = new ThreadSettings(options.ThreadName ?? (name == AsyncRuntime.DefaultName ? ThreadSettings.DefaultName : name), options.ThreadStackSize, options.ThreadPriority, hooks)
        {
            Probe = new RuntimeProbe(name, meter?.Instruments),
            Enter = () => CurrentRuntime.OfThread = this,
            EnterWorker = options.WorkerAffinity is { } text && ProcessorSet.TryParse(text, out var processors) ? () => ThreadAffinity.Choose(processors) : null,
        };
        _timerCallbacks = timeProvider is null ? new TimerCallbacks(this, Threads) : null;
        Wheel = _timerCallbacks is not null ? new WheelTimerSource(_timerCallbacks, TimeProvider.System) : null;
        TimeProvider = timeProvider ?? new WheelTimeProvider(Wheel!);
        Pool = new BlockingPool(options.MaxBlockingThreads, options.BlockingQueueLimit, options.BlockingThreadKeepAlive, Threads, () => _shutdown!.OnTaskEnded());
        Tasks = new OwnedTasks(options.WorkerThreads);
        _faultReports = new FaultReports(this, hooks);
        _shutdown = shutdown?.Invoke(this) ?? new RuntimeShutdown(this);
        _sampler = new WaitSampler(this);
    }

    public string Name { get; }

    public abstract RuntimeFlavor Flavor { get; }

    /// <summary>The time since the runtime was created.</summary>
    public TimeSpan Uptime => Stopwatch.GetElapsedTime(_createdAt);

    public override TimeProvider TimeProvider { get; }

    /// <summary>The timers of the runtime; null if it was given a clock.</summary>
    public WheelTimerSource? Wheel { get; }

    public RuntimeState State => (RuntimeState)_state.Read();

    public RuntimeOptions Options => InForce.Copy();

    public TaskOwner Owner => this;

    public override CancellationToken Stopping => StopSignal.Token;

    /// <summary>
    /// Whether the watchdog's thread looks for long waits. False for tests, where that thread would look at virtual time.
    /// </summary>
    protected virtual bool IsSampled => true;

    public StopSignal StopSignal { get; } = new();

    public abstract IScheduler Scheduler { get; }

    public BlockingPool Pool { get; }

    public OwnedTasks Tasks { get; }

    /// <summary>The spawn sites of the tasks whose bodies ended on a foreign thread.</summary>
    public SiteCounts EscapeSites { get; } = new();

    public override string? WhyTasksWait => State == RuntimeState.Created ? $"runtime '{Name}' has not started" : null;

    /// <summary>The task that runs on this thread if it is a task of this runtime; otherwise null.</summary>
    private RuntimeTask? OwnTaskHere => CurrentRuntime.Task is { } task && ReferenceEquals(task.Owner.Root, this) ? task : null;

    private string DebuggerDisplay => $"{Name}: {(State == RuntimeState.Created ? $"not started, tasks that wait for its start: {Alive}" : $"{State}, tasks alive: {Alive}")}";

    public RuntimeMetrics Metrics => MetricsReader.Read(this);

    public override UnobservedFaults Faults => _faultReports.Unobserved;

    /// <summary>The options that apply now. Callers must not change them.</summary>
    public RuntimeOptions InForce => _options.Read()!;

    public override bool IsAborting => _isAborting.Read();

    public override RuntimeProbe Probe => Threads.Probe;

    public override DelayProbe Delays => Threads.Delays;

    public LintSampler Lints { get; } = new();

    /// <summary>The settings with which the runtime creates its own threads.</summary>
    public ThreadSettings Threads { get; }

    public RuntimeScope Enter() => new(this);

    public void Start()
    {
        using (_lifeGate.Hold())
        {
            if (State == RuntimeState.Running)
                return;
            if (State != RuntimeState.Created)
                throw new ObjectDisposedException(objectName: null, $"Runtime '{Name}' cannot start: it was shut down and is {State}, and a runtime starts once. Create another one.");
            // Starts all threads that the runtime needs, or none. When the first body runs, nothing can fail any more.
            _shutdown.Start(Threads.NameOf("stop"));
            try
            {
                if (IsSampled)
                    _sampler.Start();
                Scheduler.Start();
            }
            catch (ThreadUnavailableException)
            {
                _sampler.Stop();
                _shutdown.Dismiss();
                throw;
            }

            _shutdown.Release();
            Pool.Open();
            _state.Write((int)RuntimeState.Running);
            ReportStarted();
        }
    }

    public IReadOnlyList<string> Reconfigure(RuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = AsyncRuntime.ValidCopy(options, Name);
        using (_lifeGate.Hold())
        {
            if (State >= RuntimeState.Draining)
                return [];
            var before = InForce;
            var next = before.With(options);
            // This comes first, because it may find no thread. Then nothing is applied.
            if (next.StallThreshold != before.StallThreshold)
                Scheduler.WatchStalls(next.StallThreshold, isStarted: State == RuntimeState.Running);
            Pool.Resize(next.MaxBlockingThreads, next.BlockingQueueLimit, next.BlockingThreadKeepAlive);
            _options.Write(next);
            if (next.FaultObservationDelay != before.FaultObservationDelay)
                Faults.OnDelayChanged();
            return [.. next.Check().Zip(options.Check()).Where(static pair => !Equals(pair.First.Value, pair.Second.Value)).Select(static pair => pair.First.Name)];
        }
    }

    public Task<ShutdownReport> ShutdownAsync(TimeSpan timeout, CancellationToken ct = default)
    {
        if ((timeout < TimeSpan.Zero && !DelayArgument.TryRound(ref timeout)) || timeout.Ticks / TimeSpan.TicksPerMillisecond > uint.MaxValue - 1)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must be between zero and 49 days, or infinite.");
        return _shutdown.Begin(timeout, ct);
    }

    public void Dispose()
    {
        RefuseInsideTask(nameof(Dispose));
        ShutdownAsync(InForce.ShutdownTimeout).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        RefuseInsideTask(nameof(DisposeAsync));
        await ShutdownAsync(InForce.ShutdownTimeout).ConfigureAwait(false);
    }

    /// <summary>Runs a body on the calling thread, which may block, to its end.</summary>
    /// <param name="owner">The runtime, or the child runtime, that the body belongs to.</param>
    /// <param name="root">Makes the task of the body.</param>
    public virtual TTask BlockOn<TTask>(TaskOwner owner, Func<TaskOwner, TTask> root) where TTask : JoinHandle
    {
        var pump = new BlockOnPump(this, owner);
        var task = root(pump);
        pump.Admit(task);
        pump.Run(task);
        return task;
    }

    public IReadOnlyList<TaskInfo> CaptureTasks() => LiveTasks.Describe(this);

    public RuntimeSnapshot CaptureSnapshot(SnapshotOptions? options = null) => SnapshotBuilder.Capture(this, options ?? new SnapshotOptions());

    public bool TryAbort(long taskId)
    {
        if (LiveTasks.All(this).FirstOrDefault(task => task.TaskId == taskId) is not { } found)
            return false;
        found.AbortTask();
        return true;
    }

    /// <summary>Ends the looks for long waits. Called once, before the scheduler stops.</summary>
    public void StopSampling() => _sampler.Stop();

    /// <summary>Enters a state.</summary>
    /// <returns>True if the state was entered; false if the runtime is past it already.</returns>
    public bool TryEnterState(RuntimeState next, out RuntimeState before)
    {
        using (_lifeGate.Hold())
        {
            before = State;
            if (before >= next)
                return false;
            _state.Write((int)next);
            return true;
        }
    }

    /// <summary>Called when the runtime has ended: its counters are not read any more.</summary>
    public void LeaveMeter() => _meter?.Remove(this);

    /// <summary>From now on every task is aborted, even if it starts after the sweep.</summary>
    public void BeginAbort()
    {
        _isAborting.Write(true);
        // Pairs with TaskStateBits.TryStart, between a thread's note of the task that it polls and its read of this flag.
        Fence.Full();
    }

    public override bool TryAdmit(RuntimeTask task)
    {
        if (!TryCount(task, Scheduler.CountersOfThisThread))
            return false;
        Schedule(task);
        return true;
    }

    public override bool TryAdmitBlocking(RuntimeTask task)
    {
        TakeBlockingPlace(task);
        return AdmitToBlockingPlace(task);
    }

    public override bool TryAdmitUnstarted(RuntimeTask task)
    {
        if (task.IsBlocking)
            TakeBlockingPlace(task);
        return TryCount(task, Scheduler.CountersOfThisThread);
    }

    public override void AdmitBody(RuntimeTask task, bool isPartOfTask)
    {
        if (TryCount(task, Scheduler.CountersOfThisThread, evenWhileEnding: isPartOfTask))
            Tasks.Add(task);
    }

    public override void Start(RuntimeTask task)
    {
        if (task.IsBlocking)
            SubmitToPool(task);
        else if (!task.IsEnded)
            Schedule(task);
    }

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => Pool.TakePlaceAsync(ct);

    public override bool AdmitToBlockingPlace(RuntimeTask task)
    {
        if (!TryCount(task, Scheduler.CountersOfThisThread))
            return false;
        SubmitToPool(task);
        return true;
    }

    public override void Refuse(RuntimeTask task)
    {
        CountSpawned(Scheduler.CountersOfThisThread);
        EndRefused(task);
    }

    public override void Schedule(RuntimeTask task) => Scheduler.Schedule(task);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => Scheduler.ScheduleLast(task, here);

    public override bool TryEnterWait() => Scheduler.TryEnterWait();

    public override void LeaveWait() => Scheduler.LeaveWait();

    public override void Register(RuntimeTask task)
    {
        Tasks.Add(task);
        // If an abort sweep passed before the task was in the list, either it found the task running on this thread, or its flag is seen
        // here. The sweep sets the flag and then takes the lock of the list. If it took that lock before Add did, Add sees the flag.
        // Otherwise the sweep finds the task.
        if (_isAborting.Read())
            task.AbortTask();
    }

    public override void Release(RuntimeTask task, bool registered)
    {
        if (registered)
            Tasks.Remove(task);
        if (_hooks.TaskTerminated is { } terminated)
            WorkerHooks.Invoke(terminated, task.Describe());
        if (RuntimeEventSource.Log.IsEnabled())
            ReportTaskEnded(task);
        if (task.IsBlocking)
            Pool.OnEnded(task);
    }

    public override void ReportFault(RuntimeTask task, Exception exception) => _faultReports.OnUnhandled(task.Describe(), exception);

    /// <summary>Counts a task in.</summary>
    /// <returns>True if it may run; false if it was cancelled.</returns>
    protected bool TryCount(RuntimeTask task, WorkerCounters? own, bool evenWhileEnding = false)
    {
        // Before the state is read, because a drain that begins after it waits for the task.
        CountSpawned(own);
        if (State >= RuntimeState.Draining && !evenWhileEnding)
        {
            // The caller learns of the stop by this refusal, perhaps before its token fires.
            OwnTaskHere?.AbortForStop();
            EndRefused(task);
            return false;
        }

        if (_hooks.TaskSpawned is { } spawned)
            WorkerHooks.Invoke(spawned, task.Describe(TaskState.Created));
        if (RuntimeEventSource.Log.IsEnabled())
            ReportSpawned(task);
        return true;
    }

    private void TakeBlockingPlace(RuntimeTask task)
    {
        if (State >= RuntimeState.Draining || Pool.TryTakePlace())
            return;
        Refuse(task);
        throw new BlockingQueueFullException(Name, Pool.MaxThreads, Pool.QueueLimit!.Value);
    }

    private void SubmitToPool(RuntimeTask task)
    {
        if (task.IsEnded)
            Pool.ReturnPlace();
        else if (!Pool.TrySubmit(task))
            task.TryCancelBeforeStart();
    }

    private void EndRefused(RuntimeTask task)
    {
        // The end and the refusal of the task count in one step. Otherwise a report that is made between the two would take it for an
        // aborted task. If this returns false, the task's own token had aborted it before, so it has ended like any other.
        if (task.TryRefuse())
            _refused.Add(1);
        if (State == RuntimeState.Draining)
            _shutdown.OnTaskEnded();
    }

    private void RefuseInsideTask(string member)
    {
        // After the end there is nothing to wait for: a container may be disposed inside a task once the host has ended the runtime.
        if (State != RuntimeState.Stopped && OwnTaskHere is { } task)
        {
            throw new InvalidOperationException(
                $"{member} of runtime '{Name}' was called inside its own {task}, which it would have to wait for. Call it from the code that created the runtime.");
        }
    }
}
