using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>
/// How to make a runtime. In a host it is bound from the section <c>AsyncRuntime</c>. Read when the runtime is made; some can be changed
/// later, see <see cref="IRuntime.Reconfigure"/>.
/// </summary>
public sealed class RuntimeOptions
{
    /// <summary>The configuration section of the default runtime.</summary>
    public const string SectionName = "AsyncRuntime";

    // As text and not by Enum.GetNames, which takes a start of a program longer than all the other checks together.
    private const string Flavors = "MultiThread, CurrentThread, ThreadPool";
    private const string Priorities = "Lowest, BelowNormal, Normal, AboveNormal, Highest";
    private const string FaultBehaviors = "Ignore, Report, Stop";

    // A thread that is ready may well wait that long for a processor on a busy machine: below, healthy polls would be reported.
    private static readonly TimeSpan s_leastStall = TimeSpan.FromMilliseconds(10);

    // Measured on x64 Linux, .NET 10: exception.ToString() overflows at 128 KB and works at 160 KB. The rest is margin for frames of users.
    private const int LeastStack = 256 * 1024;

    private int? _workerThreads;
    private int? _maxCompensatingThreads;
    private TimeSpan? _stallThreshold;

    /// <summary>What runs the tasks. An option that means nothing beside the chosen one, and is set all the same, is refused.</summary>
    /// <value><see cref="RuntimeFlavor.MultiThread"/> by default.</value>
    public RuntimeFlavor Flavor { get; set; }

    /// <summary>Threads that run tasks. Not to be set beside <see cref="RuntimeFlavor.ThreadPool"/>, nor to more than 1 beside <see cref="RuntimeFlavor.CurrentThread"/>.</summary>
    /// <value>1 to 1,024; the number of processors by default, 1 beside CurrentThread.</value>
    public int WorkerThreads
    {
        get => _workerThreads ?? (Flavor == RuntimeFlavor.CurrentThread ? 1 : Environment.ProcessorCount);
        set => _workerThreads = value;
    }

    /// <summary>The most threads that the blocking pool may have; more blocking tasks wait in its queue, see <see cref="BlockingQueueLimit"/>.</summary>
    /// <value>1 to 32,767; 512 by default.</value>
    public int MaxBlockingThreads { get; set; } = 512;

    /// <summary>
    /// The most blocking tasks that may wait for a thread: beyond, SpawnBlocking throws <see cref="BlockingQueueFullException"/>, and
    /// SpawnBlockingAsync waits for room.
    /// </summary>
    /// <value>0, none may wait, to 1,000,000; null, any number, by default.</value>
    public int? BlockingQueueLimit { get; set; }

    /// <summary>How long a blocking thread without work is kept.</summary>
    /// <value>Above zero, at most 1 day; 10 seconds by default.</value>
    public TimeSpan BlockingThreadKeepAlive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What the names of the runtime's threads begin with; what a thread is for is added, as in "-w0" for a worker, "-b0" for a blocking
    /// thread and "-timer". Linux shows 15 characters, so there this part is cut until the whole name fits.
    /// </summary>
    /// <value>1 to 64 characters; null, the name of the runtime, by default. The runtime "default" uses "async-rt".</value>
    public string? ThreadName { get; set; }

    /// <summary>
    /// Stack of each thread, in bytes. Below the least value .NET itself overflows: the text of an exception with its stack trace takes up to 160 KB.
    /// Cannot be set together with <see cref="RuntimeFlavor.ThreadPool"/>, where most bodies would not get it.
    /// </summary>
    /// <value>0, the platform's own, by default; otherwise 262,144 to 1,073,741,824.</value>
    public int ThreadStackSize { get; set; }

    /// <summary>Priority of each thread. Linux ignores it. Not to be set beside <see cref="RuntimeFlavor.ThreadPool"/>.</summary>
    /// <value><see cref="System.Threading.ThreadPriority.Normal"/> by default.</value>
    public ThreadPriority ThreadPriority { get; set; } = ThreadPriority.Normal;

    /// <summary>
    /// The logical processors that the workers may run on, as in "0-3,6": the system chooses among them. For workers and their stand-ins
    /// only; blocking threads run on any. On Linux and Windows, of those that the process may use; refused on other systems, which let no
    /// thread choose, and beside <see cref="RuntimeFlavor.ThreadPool"/>.
    /// </summary>
    /// <value>Null, any, by default. Windows: those of one group, 64 at most.</value>
    public string? WorkerAffinity { get; set; }

    /// <summary>After how many tasks a worker looks at the queue of what comes from outside before its own. For <see cref="RuntimeFlavor.MultiThread"/> only.</summary>
    /// <value>1 to 1,000,000; null, the runtime's own choice, by default.</value>
    public int? GlobalQueueInterval { get; set; }

    /// <summary>
    /// How long a body may keep its worker in one run, from one await to the next, before that is a stall: it is reported to
    /// <see cref="Diagnostics.RuntimeHooks.WorkerStalled"/>, and on <see cref="RuntimeFlavor.MultiThread"/> a thread stands in while work
    /// waits: the runtime goes on within twice this time. Not to be set beside <see cref="RuntimeFlavor.ThreadPool"/>.
    /// </summary>
    /// <value>10 milliseconds to 1 day; 1 second by default. <see cref="Timeout.InfiniteTimeSpan"/>, -00:00:00.001 in configuration, as beside ThreadPool: stalls are not looked for.</value>
    public TimeSpan StallThreshold
    {
        get => _stallThreshold ?? (Flavor == RuntimeFlavor.ThreadPool ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1));
        set => _stallThreshold = value;
    }

    /// <summary>
    /// How many threads may stand in at once for workers whose bodies block (Task.Wait, a contended lock) or stall. Beyond, one more comes
    /// each 100 milliseconds while work waits, so that bodies that wait for their children end, however many there are. For
    /// <see cref="RuntimeFlavor.MultiThread"/> only: other flavors have none.
    /// </summary>
    /// <value>0, none ever, to 1,024; 32 by default, 0 beside other flavors.</value>
    public int MaxCompensatingThreads
    {
        get => _maxCompensatingThreads ?? (Flavor is RuntimeFlavor.CurrentThread or RuntimeFlavor.ThreadPool ? 0 : 32);
        set => _maxCompensatingThreads = value;
    }

    /// <summary>What a host gives the runtime to end, and what Dispose waits for.</summary>
    /// <value>Zero to 1 day; 10 seconds by default.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bounds each hook of each plugin. Read by the host.</summary>
    /// <value>Above zero, at most 1 day; 30 seconds by default.</value>
    public TimeSpan PluginTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a host initializes and sets up plugins at the same time that do not depend on one another: in layers, each of plugins that
    /// depend on those of earlier layers only. Otherwise one after the other. They are stopped one after the other either way.
    /// </summary>
    /// <value>Default: false.</value>
    public bool PluginsStartConcurrently { get; set; }

    /// <summary>What to do about an unhandled fault: of a task that was detached, was collected, or is left at shutdown, and that nobody awaited.</summary>
    /// <value><see cref="UnhandledFaultBehavior.Report"/> by default.</value>
    public UnhandledFaultBehavior UnhandledFaults { get; set; } = UnhandledFaultBehavior.Report;

    /// <summary>
    /// How long a fault may stay without an awaiter, while its handle is alive, before it is told to
    /// <see cref="Diagnostics.RuntimeHooks.TaskFaultUnobserved"/>, in a host as a warning of the log. By the runtime's clock.
    /// </summary>
    /// <value>Zero to 1 day; 5 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/>, -00:00:00.001 in configuration: never.</value>
    public TimeSpan FaultObservationDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether busy, scheduled and idle times are kept for each task, and busy times for each worker. Costs two readings of the clock at each
    /// poll, as much as two yields; when off, nothing.
    /// </summary>
    /// <value>False by default.</value>
    public bool MeasureTaskTimes { get; set; }

    /// <summary>Every option outside its range, one sentence each: option, value, allowed range.</summary>
    /// <returns>Empty when the options can be used.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        foreach (var check in Checks())
        {
            if (!check.IsValid)
                errors.Add(check.ToString());
        }

        return errors;
    }

    /// <summary>Every option with its value and what it allows, valid or not: what messages about options are made of.</summary>
    /// <returns>One entry an option, in the order in which they are declared.</returns>
    public IReadOnlyList<RuntimeOptionCheck> Check() => Checks();

    internal RuntimeOptions Copy() => (RuntimeOptions)MemberwiseClone();

    /// <summary>These options, with all that a runtime can take over from others while it runs.</summary>
    internal RuntimeOptions With(RuntimeOptions changed)
    {
        var next = Copy();
        next.MaxBlockingThreads = changed.MaxBlockingThreads;
        next.BlockingThreadKeepAlive = changed.BlockingThreadKeepAlive;
        // Tasks that were admitted without a place have none to give back, and the reverse.
        if (BlockingQueueLimit is not null && changed.BlockingQueueLimit is not null)
            next.BlockingQueueLimit = changed.BlockingQueueLimit;
        if (Flavor == changed.Flavor)
            next.StallThreshold = changed.StallThreshold;
        next.ShutdownTimeout = changed.ShutdownTimeout;
        next.PluginTimeout = changed.PluginTimeout;
        next.UnhandledFaults = changed.UnhandledFaults;
        next.FaultObservationDelay = changed.FaultObservationDelay;
        return next;
    }

    private static bool IsSpan(TimeSpan value) => value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1);

    private RuntimeOptionCheck[] Checks() =>
    [
        new(nameof(Flavor), Flavor, Flavors, Flavor is >= RuntimeFlavor.MultiThread and <= RuntimeFlavor.ThreadPool),
        BesideFlavor(new(nameof(WorkerThreads), WorkerThreads, "1 to 1024", WorkerThreads is >= 1 and <= 1024)),
        new(nameof(MaxBlockingThreads), MaxBlockingThreads, "1 to 32767", MaxBlockingThreads is >= 1 and <= 32767),
        new(nameof(BlockingQueueLimit), BlockingQueueLimit, "0 to 1000000, or none", BlockingQueueLimit is null or (>= 0 and <= 1_000_000)),
        new(nameof(BlockingThreadKeepAlive), BlockingThreadKeepAlive, "above 00:00:00, up to 1.00:00:00", IsSpan(BlockingThreadKeepAlive) && BlockingThreadKeepAlive > TimeSpan.Zero),
        new(nameof(ThreadName), ThreadName, "1 to 64 characters", ThreadName is null or { Length: >= 1 and <= 64 }),
        BesideFlavor(new(nameof(ThreadStackSize), ThreadStackSize, "0, or 262144 to 1073741824", ThreadStackSize is 0 or >= LeastStack and <= 1 << 30)),
        BesideFlavor(new(nameof(ThreadPriority), ThreadPriority, Priorities, ThreadPriority is >= ThreadPriority.Lowest and <= ThreadPriority.Highest)),
        BesideFlavor(CheckAffinity()),
        BesideFlavor(new(nameof(GlobalQueueInterval), GlobalQueueInterval, "1 to 1000000, or none", GlobalQueueInterval is null or (>= 1 and <= 1_000_000))),
        BesideFlavor(new(nameof(StallThreshold), StallThreshold, "00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never", StallThreshold == Timeout.InfiniteTimeSpan || (IsSpan(StallThreshold) && StallThreshold >= s_leastStall))),
        BesideFlavor(new(nameof(MaxCompensatingThreads), MaxCompensatingThreads, "0 to 1024", MaxCompensatingThreads is >= 0 and <= 1024)),
        new(nameof(ShutdownTimeout), ShutdownTimeout, "00:00:00 to 1.00:00:00", IsSpan(ShutdownTimeout)),
        new(nameof(PluginTimeout), PluginTimeout, "above 00:00:00, up to 1.00:00:00", IsSpan(PluginTimeout) && PluginTimeout > TimeSpan.Zero),
        new(nameof(PluginsStartConcurrently), PluginsStartConcurrently, "true, false", true),
        new(nameof(UnhandledFaults), UnhandledFaults, FaultBehaviors, UnhandledFaults is >= UnhandledFaultBehavior.Ignore and <= UnhandledFaultBehavior.Stop),
        new(nameof(FaultObservationDelay), FaultObservationDelay, "00:00:00 to 1.00:00:00, or -00:00:00.001 for never", FaultObservationDelay == Timeout.InfiniteTimeSpan || IsSpan(FaultObservationDelay)),
        new(nameof(MeasureTaskTimes), MeasureTaskTimes, "true, false", true),
    ];

    private RuntimeOptionCheck CheckAffinity()
    {
        const string Name = nameof(WorkerAffinity);
        if (WorkerAffinity is null)
            return new(Name, null, "processors, as in '0-3,6', or none", true);
        if (ThreadAffinity.Available() is not { } available)
            return new(Name, WorkerAffinity, "none: this system lets no thread choose its processors", false);
        return new(
            Name, WorkerAffinity, $"processors of {available}, as in '0-3,6', or none", ProcessorSet.TryParse(WorkerAffinity, out var chosen) && chosen.IsWithin(available));
    }

    /// <summary>
    /// What the flavor leaves of an option about worker threads: what it could not honour for the threads that poll is not to be set.
    /// </summary>
    private RuntimeOptionCheck BesideFlavor(RuntimeOptionCheck check) => (Flavor, check.Name) switch
    {
        (RuntimeFlavor.CurrentThread, nameof(WorkerThreads)) => check with { Allowed = $"1 beside {Flavor}", IsValid = WorkerThreads == 1 },
        (RuntimeFlavor.ThreadPool, nameof(WorkerThreads)) => check with { Allowed = $"not to be set beside {Flavor}", IsValid = _workerThreads is null },
        (RuntimeFlavor.ThreadPool, nameof(ThreadStackSize)) => check with { Allowed = $"0 beside {Flavor}", IsValid = ThreadStackSize == 0 },
        (RuntimeFlavor.ThreadPool, nameof(ThreadPriority)) => check with
        {
            Allowed = $"{ThreadPriority.Normal} beside {Flavor}", IsValid = ThreadPriority == ThreadPriority.Normal,
        },
        (RuntimeFlavor.ThreadPool, nameof(WorkerAffinity)) => check with { Allowed = $"none beside {Flavor}", IsValid = WorkerAffinity is null },
        (RuntimeFlavor.ThreadPool, nameof(StallThreshold)) => check with
        {
            Allowed = $"-00:00:00.001 beside {Flavor}", IsValid = StallThreshold == Timeout.InfiniteTimeSpan,
        },
        (RuntimeFlavor.CurrentThread or RuntimeFlavor.ThreadPool, nameof(GlobalQueueInterval)) => check with
        {
            Allowed = $"none beside {Flavor}", IsValid = GlobalQueueInterval is null,
        },
        (RuntimeFlavor.CurrentThread or RuntimeFlavor.ThreadPool, nameof(MaxCompensatingThreads)) => check with
        {
            Allowed = $"0 beside {Flavor}", IsValid = MaxCompensatingThreads == 0,
        },
        _ => check,
    };
}
