namespace HostedRuntime.Tests.Runtime;

public sealed class RuntimeOptionsTests
{
    [Fact]
    public void Create_EveryOptionOutOfRange_NamesAllOfThem()
    {
        var error = Assert.Throws<ArgumentException>(() => AsyncRuntime.Create(
            new RuntimeOptions
            {
                WorkerThreads = 0,
                MaxBlockingThreads = -1,
                BlockingQueueLimit = -1,
                BlockingThreadKeepAlive = TimeSpan.Zero,
                ThreadName = "",
                ThreadStackSize = 1,
                ThreadPriority = (ThreadPriority)9,
                GlobalQueueInterval = 0,
                StallThreshold = TimeSpan.FromMilliseconds(9),
                MaxCompensatingThreads = -1,
                ShutdownTimeout = TimeSpan.FromSeconds(-1),
                PluginTimeout = TimeSpan.FromDays(2),
                UnhandledFaults = (UnhandledFaultBehavior)7,
            },
            name: "bad"));
        Assert.Equal(
            """
            The options of runtime 'bad' are not valid:
              WorkerThreads is 0; allowed: 1 to 1024.
              MaxBlockingThreads is -1; allowed: 1 to 32767.
              BlockingQueueLimit is -1; allowed: 0 to 1000000, or none.
              BlockingThreadKeepAlive is 00:00:00; allowed: above 00:00:00, up to 1.00:00:00.
              ThreadName is ; allowed: 1 to 64 characters.
              ThreadStackSize is 1; allowed: 0, or 65536 to 1073741824.
              ThreadPriority is 9; allowed: Lowest, BelowNormal, Normal, AboveNormal, Highest.
              GlobalQueueInterval is 0; allowed: 1 to 1000000, or none.
              StallThreshold is 00:00:00.0090000; allowed: 00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never.
              MaxCompensatingThreads is -1; allowed: 0 to 1024.
              ShutdownTimeout is -00:00:01; allowed: 00:00:00 to 1.00:00:00.
              PluginTimeout is 2.00:00:00; allowed: above 00:00:00, up to 1.00:00:00.
              UnhandledFaults is 7; allowed: Ignore, Report, Stop. (Parameter 'options')
            """,
            error.Message);
    }

    [Fact]
    public void Create_OptionsChangedLater_ChangeNothing()
    {
        var options = new RuntimeOptions { WorkerThreads = 1 };
        using var rt = AsyncRuntime.Create(options);
        options.WorkerThreads = 5;
        Assert.Single(rt.Metrics.Workers);
    }

    [Fact]
    public void Create_ThreadOptions_ShapeTheThreads()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions
        {
            WorkerThreads = 1, ThreadName = "census", ThreadPriority = ThreadPriority.AboveNormal, ThreadStackSize = 1 << 20,
        });
        var (worker, blocking) = rt.BlockOn(async () => (await rt.Spawn(Describe), await rt.SpawnBlocking(Describe)));
        Assert.Equal(("census-w0", ThreadPriority.AboveNormal, true), worker);
        Assert.Equal(("census-b0", ThreadPriority.AboveNormal, true), blocking);

        static (string?, ThreadPriority, bool) Describe() => (Thread.CurrentThread.Name, Thread.CurrentThread.Priority, Thread.CurrentThread.IsBackground);
    }
}
