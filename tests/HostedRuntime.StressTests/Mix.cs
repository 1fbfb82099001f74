using HostedRuntime.Diagnostics;
using HostedRuntime.StressTests.Mixes;

namespace HostedRuntime.StressTests;

/// <summary>One random load on one runtime. All random choices come from the seed; the interleaving does not.</summary>
internal abstract class Mix(int seed)
{
    private static readonly Func<int, Mix>[] s_mixes =
    [
        static seed => new SpawnTreeMix(seed),
        static seed => new WakeUpMix(seed),
        static seed => new LockMix(seed),
        static seed => new ChannelMix(seed),
        static seed => new BlockedWorkerMix(seed),
        static seed => new WaitTreeMix(seed),
        static seed => new RefusedThreadMix(seed),
        static seed => new StallMix(seed),
        static seed => new BlockingQueueMix(seed),
        static seed => new GroupMix(seed),
        static seed => new ContendedLocksMix(seed),
        static seed => new SemaphoreMix(seed),
        static seed => new NotifyMix(seed),
        static seed => new BarrierMix(seed),
        static seed => new FanOutMix(seed),
        static seed => new ShutdownMix(seed),
        static seed => new TimerMix(seed),
        static seed => new BranchMix(seed),
        static seed => new ForeignTargetMix(seed),
        static seed => new FakeClockMix(seed),
        static seed => new SelectMix(seed),
        static seed => new OrderedLocksMix(seed),
    ];

    private long _progress;

    /// <summary>A count that grows as long as the mix makes progress.</summary>
    public long Progress => Volatile.Read(ref _progress);

    protected Random Random { get; } = new(seed);

    protected int Seed => seed;

    protected IRuntime? Runtime { get; private set; }

    public static Mix Choose(int seed) => s_mixes[seed % s_mixes.Length](seed);

    public abstract void Run();

    public string Describe()
    {
        if (Runtime is not { } runtime)
            return "no runtime";
        var metrics = runtime.Metrics;
        return string.Join(
            Environment.NewLine,
            runtime.CaptureTasks().Take(50).Select(task => task.ToString())
                .Prepend($"{runtime.Flavor}, {runtime.State}, alive {metrics.AliveTasks}, injected {metrics.GlobalQueueDepth}, local {string.Join(",", metrics.Workers.Select(worker => worker.LocalQueueDepth))}, blocking {metrics.BlockingQueueDepth} on {metrics.BlockingThreads}, extra {metrics.CompensatingThreads}"));
    }

    public override string ToString() => $"{GetType().Name}, progress {Progress}";

    protected void Step() => Interlocked.Increment(ref _progress);

    /// <summary>Creates a runtime of a random flavor; half of them are MultiThread.</summary>
    protected IRuntime Create(Action<RuntimeOptions>? configure = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null) => Create(Random.Next(4) switch
    {
        0 => RuntimeFlavor.CurrentThread,
        1 => RuntimeFlavor.ThreadPool,
        _ => RuntimeFlavor.MultiThread,
    }, configure, timeProvider, hooks);

    /// <summary>Creates a runtime with workers of its own, which the mix starts.</summary>
    protected IRuntime CreateUnstarted(Action<RuntimeOptions> configure)
        => Runtime = AsyncRuntime.CreateUnstarted(Options(Random.Next(3) == 0 ? RuntimeFlavor.CurrentThread : RuntimeFlavor.MultiThread, configure));

    protected IRuntime Create(RuntimeFlavor flavor, Action<RuntimeOptions>? configure = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null)
        => Runtime = AsyncRuntime.Create(Options(flavor, configure), timeProvider, hooks);

    protected static void Check(bool holds, string promise)
    {
        if (!holds)
            throw new InvalidOperationException($"Broken: {promise}");
    }

    /// <summary>Checks that all tasks have ended and none is left in the runtime's list.</summary>
    protected static void CheckNothingLeft(IRuntime runtime)
    {
        Check(SpinWait.SpinUntil(() => runtime.Metrics.AliveTasks == 0, TimeSpan.FromSeconds(30)), "all tasks are counted out");
        Check(runtime.CaptureTasks().Count == 0, "no task is left in the list");
    }

    private RuntimeOptions Options(RuntimeFlavor flavor, Action<RuntimeOptions>? configure)
    {
        var options = new RuntimeOptions
        {
            Flavor = flavor,
            MaxBlockingThreads = Random.Next(1, 9),
            BlockingThreadKeepAlive = TimeSpan.FromTicks(Random.Next(1, 20_000)),
        };
        if (flavor == RuntimeFlavor.MultiThread)
        {
            // Up to 8 workers, usually more than cores, because then the OS also preempts threads in critical places.
            options.WorkerThreads = Random.Next(1, 9);
            // More than any mix blocks at a time, except for mixes that test the limit. Beyond the limit threads come slowly, which is not
            // a bug.
            options.MaxCompensatingThreads = 1024;
            options.GlobalQueueInterval = Random.Next(2) == 0 ? null : Random.Next(1, 100);
            // 10 ms is so short that a preempted thread counts as a stall.
            options.StallThreshold = TimeSpan.FromMilliseconds(Random.Next(2) == 0 ? 1000 : 10);
        }

        configure?.Invoke(options);
        return options;
    }
}
