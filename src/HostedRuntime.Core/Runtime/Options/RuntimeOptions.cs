using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>The options of a runtime. A host binds them from the configuration section <c>AsyncRuntime</c>.</summary>
/// <remarks>They are read when the runtime is created. Some can be changed later, see <see cref="IRuntime.Reconfigure"/>.</remarks>
public sealed class RuntimeOptions
{
    /// <summary>The configuration section of the default runtime.</summary>
    public const string SectionName = "AsyncRuntime";

    // As text and not by Enum.GetNames, which would take longer at the start of a program than all the other checks together.
    private const string Flavors = "MultiThread, CurrentThread, ThreadPool";
    private const string Priorities = "Lowest, BelowNormal, Normal, AboveNormal, Highest";
    private const string FaultBehaviors = "Ignore, Report, Stop";

    // On a busy machine a thread that is ready may wait this long for a processor. With a smaller threshold healthy polls would be
    // reported.
    private static readonly TimeSpan s_leastStall = TimeSpan.FromMilliseconds(10);

    // Measured on x64 Linux, .NET 10: exception.ToString() overflows at 128 KB and works at 160 KB. The remainder is margin for user
    // frames.
    private const int LeastStack = 256 * 1024;

    private int? _workerThreads;
    private int? _maxCompensatingThreads;
    private TimeSpan? _stallThreshold;

    /// <summary>The threads that run the tasks. An option that has no meaning for the chosen flavor must not be set.</summary>
    /// <value><see cref="RuntimeFlavor.MultiThread"/> by default.</value>
    public RuntimeFlavor Flavor { get; set; }

    /// <summary>
    /// The number of threads that run tasks. Must not be set with <see cref="RuntimeFlavor.ThreadPool"/>, nor to more than 1 with
    /// <see cref="RuntimeFlavor.CurrentThread"/>.
    /// </summary>
    /// <value>1 to 1,024. The number of processors by default, and 1 with CurrentThread.</value>
    public int WorkerThreads
    {
        get => _workerThreads ?? (Flavor == RuntimeFlavor.CurrentThread ? 1 : Environment.ProcessorCount);
        set => _workerThreads = value;
    }

    /// <summary>
    /// The maximum number of threads of the blocking pool. Further blocking tasks wait in its queue, see <see cref="BlockingQueueLimit"/>.
    /// </summary>
    /// <value>1 to 32,767; 512 by default.</value>
    public int MaxBlockingThreads { get; set; } = 512;

    /// <summary>
    /// The maximum number of blocking tasks that wait for a thread. Beyond it SpawnBlocking throws
    /// <see cref="BlockingQueueFullException"/>, and SpawnBlockingAsync waits.
    /// </summary>
    /// <value>0 (no task may wait) to 1,000,000. Null by default: no limit.</value>
    public int? BlockingQueueLimit { get; set; }

    /// <summary>How long a blocking thread without work is kept.</summary>
    /// <value>Above zero, at most 1 day; 10 seconds by default.</value>
    public TimeSpan BlockingThreadKeepAlive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The first part of the names of the runtime's threads. What a thread is for is added: "-w0" for a worker, "-b0" for a blocking
    /// thread, "-timer".
    /// </summary>
    /// <remarks>Linux shows 15 characters. There this part is cut until the whole name fits.</remarks>
    /// <value>1 to 64 characters. Null by default: the name of the runtime. The runtime "default" uses "async-rt".</value>
    public string? ThreadName { get; set; }

    /// <summary>The stack size of each thread, in bytes. Must not be set with <see cref="RuntimeFlavor.ThreadPool"/>.</summary>
    /// <remarks>
    /// With a stack below the least value .NET itself overflows, because the text of an exception with its stack trace takes up to 160 KB.
    /// With ThreadPool most bodies would not get the stack.
    /// </remarks>
    /// <value>0 by default: the size of the platform. Otherwise 262,144 to 1,073,741,824.</value>
    public int ThreadStackSize { get; set; }

    /// <summary>The priority of each thread. Linux ignores it. Must not be set with <see cref="RuntimeFlavor.ThreadPool"/>.</summary>
    /// <value><see cref="System.Threading.ThreadPriority.Normal"/> by default.</value>
    public ThreadPriority ThreadPriority { get; set; } = ThreadPriority.Normal;

    /// <summary>
    /// The logical processors that the workers may run on, as in "0-3,6". The system chooses among them. Must not be set with
    /// <see cref="RuntimeFlavor.ThreadPool"/>.
    /// </summary>
    /// <remarks>
    /// It is for workers and their stand-ins only; blocking threads run on any processor. On Linux and Windows the processors must be among
    /// those that the process may use. Other systems let no thread choose, so the option is refused there.
    /// </remarks>
    /// <value>Null by default: any processor. On Windows those of one group, at most 64.</value>
    public string? WorkerAffinity { get; set; }

    /// <summary>
    /// After how many tasks a worker looks at the queue of tasks from outside before its own. For <see cref="RuntimeFlavor.MultiThread"/>
    /// only.
    /// </summary>
    /// <value>1 to 1,000,000. Null by default: the runtime's own choice.</value>
    public int? GlobalQueueInterval { get; set; }

    /// <summary>
    /// How long a body may keep its worker in one run, from one await to the next. A longer run is a stall. Must not be set with
    /// <see cref="RuntimeFlavor.ThreadPool"/>.
    /// </summary>
    /// <remarks>
    /// A stall is reported to <see cref="Diagnostics.RuntimeHooks.WorkerStalled"/>. On <see cref="RuntimeFlavor.MultiThread"/> a thread
    /// replaces the worker while tasks wait, so the runtime goes on within twice this time.
    /// </remarks>
    /// <value>
    /// 10 milliseconds to 1 day; 1 second by default. <see cref="Timeout.InfiniteTimeSpan"/> (-00:00:00.001 in configuration) looks for no
    /// stalls, and is the value with ThreadPool.
    /// </value>
    public TimeSpan StallThreshold
    {
        get => _stallThreshold ?? (Flavor == RuntimeFlavor.ThreadPool ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1));
        set => _stallThreshold = value;
    }

    /// <summary>
    /// How many threads may replace workers at once whose bodies block (Task.Wait, a contended lock) or stall. For
    /// <see cref="RuntimeFlavor.MultiThread"/> only: other flavors have none.
    /// </summary>
    /// <remarks>
    /// Beyond this number one more thread comes every 100 milliseconds while tasks wait. So bodies that wait for their children end,
    /// however many there are.
    /// </remarks>
    /// <value>0 (never any) to 1,024. 32 by default, and 0 with other flavors.</value>
    public int MaxCompensatingThreads
    {
        get => _maxCompensatingThreads ?? (Flavor is RuntimeFlavor.CurrentThread or RuntimeFlavor.ThreadPool ? 0 : 32);
        set => _maxCompensatingThreads = value;
    }

    /// <summary>How long a host lets the runtime end, and how long Dispose waits.</summary>
    /// <value>Zero to 1 day; 10 seconds by default.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of each hook of each plugin. Read by the host.</summary>
    /// <value>Above zero, at most 1 day; 30 seconds by default.</value>
    public TimeSpan PluginTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True if a host starts plugins that do not depend on one another at the same time; false for one after the other.
    /// </summary>
    /// <remarks>
    /// They start in layers. Each layer has the plugins that depend only on those of earlier layers. Plugins are stopped one after the
    /// other in either case.
    /// </remarks>
    /// <value>False by default.</value>
    public bool PluginsStartConcurrently { get; set; }

    /// <summary>Selects what happens on an unhandled fault.</summary>
    /// <remarks>
    /// A fault is unhandled if no code awaited its task, and the task was detached, was collected, or is left at shutdown.
    /// </remarks>
    /// <value><see cref="UnhandledFaultBehavior.Report"/> by default.</value>
    public UnhandledFaultBehavior UnhandledFaults { get; set; } = UnhandledFaultBehavior.Report;

    /// <summary>
    /// How long a fault may stay without an awaiter, while its handle is alive, before it is reported to
    /// <see cref="Diagnostics.RuntimeHooks.TaskFaultUnobserved"/>. Measured by the runtime's clock.
    /// </summary>
    /// <remarks>A host logs the report as a warning.</remarks>
    /// <value>Zero to 1 day; 5 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/> (-00:00:00.001 in configuration) for
    /// never.</value>
    public TimeSpan FaultObservationDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>True to measure busy, scheduled and idle times of each task, and busy times of each worker.</summary>
    /// <remarks>Costs two readings of the clock at each poll, as much as two yields. Without it there is no cost.</remarks>
    /// <value>False by default.</value>
    public bool MeasureTaskTimes { get; set; }

    /// <summary>
    /// The lints that snapshots leave out, as codes with commas between them: "HR003,HR010". See
    /// <see cref="Diagnostics.RuntimeSnapshot.Lints"/>.
    /// </summary>
    /// <value>Null by default: no lint is left out.</value>
    public string? DisabledLints { get; set; }

    /// <summary>Returns one sentence for each option that is outside its range: the option, its value and the allowed range.</summary>
    /// <returns>The sentences; empty if the options can be used.</returns>
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

    /// <summary>Returns every option with its value and its allowed values, valid or not, for messages about options.</summary>
    /// <returns>One entry for each option, in the order of their declaration.</returns>
    public IReadOnlyList<RuntimeOptionCheck> Check() => Checks();

    internal RuntimeOptions Copy() => (RuntimeOptions)MemberwiseClone();

    /// <summary>
    /// Returns these options with the values of <paramref name="changed"/> for options that can change while the runtime runs.
    /// </summary>
    internal RuntimeOptions With(RuntimeOptions changed)
    {
        var next = Copy();
        next.MaxBlockingThreads = changed.MaxBlockingThreads;
        next.BlockingThreadKeepAlive = changed.BlockingThreadKeepAlive;
        // Tasks that were admitted without a place have none to give back, and the other way round.
        if (BlockingQueueLimit is not null && changed.BlockingQueueLimit is not null)
            next.BlockingQueueLimit = changed.BlockingQueueLimit;
        if (Flavor == changed.Flavor)
            next.StallThreshold = changed.StallThreshold;
        next.ShutdownTimeout = changed.ShutdownTimeout;
        next.PluginTimeout = changed.PluginTimeout;
        next.UnhandledFaults = changed.UnhandledFaults;
        next.FaultObservationDelay = changed.FaultObservationDelay;
        next.DisabledLints = changed.DisabledLints;
        return next;
    }

    private static bool IsSpan(TimeSpan value) => value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1);

    /// <summary>
    /// The one table of the options, a row for each property. Reconfigure, and the host's messages, validation and reload follow it.
    /// </summary>
    /// <remarks>
    /// A new option needs a property, a row, and its text form in the host's OptionTable.TryApply. If it can change while the runtime runs,
    /// it also needs a line in <see cref="With"/>.
    /// </remarks>
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
        new(nameof(DisabledLints), DisabledLints, "codes from HR001 to HR013 with commas between them, as in 'HR003,HR010', or none", LintCodes.AreCodes(DisabledLints)),
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
    /// Restricts an option about worker threads for the flavor. An option that the flavor cannot apply to the threads that poll must not be
    /// set.
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
