using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime.Testing;

/// <summary>
/// The engine of a test: tasks, locks, channels and timers are those of every runtime, and the driver decides who runs next.
/// </summary>
internal sealed class TestEngine : RuntimeEngine
{
    private readonly Driver _driver;
    private readonly TestScheduler _scheduler;

    public TestEngine(string name, Driver driver, VirtualTime time)
        : base(name, OptionsFor(driver.Settings), time, driver.Hooks, meter: null, engine => new TestShutdown((TestEngine)engine, driver))
    {
        _driver = driver;
        Time = time;
        _scheduler = new TestScheduler(this, driver);
    }

    public VirtualTime Time { get; }

    public override RuntimeFlavor Flavor => _driver.Settings.AnyOrder ? RuntimeFlavor.MultiThread : RuntimeFlavor.CurrentThread;

    public override IScheduler Scheduler => _scheduler;

    public WorkerCounters Counter => _scheduler.Counter;

    protected override bool IsSampled => false;

    public override TTask BlockOn<TTask>(TaskOwner owner, Func<TaskOwner, TTask> root)
    {
        if (Seat.Current is { Polling.IsBlocking: false, IsDriving: false } seat && ReferenceEquals(seat.Driver, _driver))
            throw new InvalidOperationException($"BlockOn was called in {seat.Polling}, which runs on a worker. A worker that waits runs no other tasks. Await the work instead, or do the waiting in SpawnBlocking.");
        var body = new BlockOnBody(this, owner);
        var task = root(body);
        _driver.Tasks.Add(task);
        body.Admit(task);
        var end = new BlockingJoin();
        if (!task.TryJoin(end))
            return task;
        body.Schedule(task);
        if (!_driver.TryRunFromOutside(() => task.IsEnded))
            _driver.Outside.Wait(end.Wait);
        return task;
    }

    public override bool TryAdmit(RuntimeTask task)
    {
        _driver.OnSpawned(task);
        return base.TryAdmit(task);
    }

    /// <summary>A blocking body is polled like any other task. If it blocks, its seat waits, and the other tasks go on.</summary>
    public override bool TryAdmitBlocking(RuntimeTask task) => TryAdmit(task);

    public override bool AdmitToBlockingPlace(RuntimeTask task) => TryAdmit(task);

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => default;

    public override bool TryAdmitUnstarted(RuntimeTask task)
    {
        _driver.OnSpawned(task);
        return TryCount(task, Scheduler.CountersOfThisThread);
    }

    public override void Start(RuntimeTask task)
    {
        if (!task.IsEnded)
            Schedule(task);
    }

    public override void CountEscape(RuntimeTask task)
    {
        base.CountEscape(task);
        _driver.OnEscaped(this, task);
    }

    private static RuntimeOptions OptionsFor(DriverSettings settings) => settings.AnyOrder ? s_anyOrder : s_fifo;

    // Never changed, so all runtimes share them. Faults are found at the end of a run and not by a timer.
    private static readonly RuntimeOptions s_anyOrder = new()
    {
        WorkerThreads = 1,
        StallThreshold = Timeout.InfiniteTimeSpan,
        FaultObservationDelay = Timeout.InfiniteTimeSpan,
    };

    private static readonly RuntimeOptions s_fifo = new()
    {
        Flavor = RuntimeFlavor.CurrentThread,
        StallThreshold = Timeout.InfiniteTimeSpan,
        FaultObservationDelay = Timeout.InfiniteTimeSpan,
    };

}
