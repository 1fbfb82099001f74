using System.Text;

namespace HostedRuntime.Tests.Runtime;

public sealed class RuntimeOptionsTests
{
    [Fact]
    public void Create_WhenEveryOptionIsInvalid_ReportsThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => AsyncRuntime.Create(
            new RuntimeOptions
            {
                Flavor = (RuntimeFlavor)3,
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
                FaultObservationDelay = TimeSpan.FromDays(2),
            },
            name: "bad"));
        Assert.Equal(
            """
            The options of runtime 'bad' are not valid:
              Flavor is 3; allowed: MultiThread, CurrentThread, ThreadPool.
              WorkerThreads is 0; allowed: 1 to 1024.
              MaxBlockingThreads is -1; allowed: 1 to 32767.
              BlockingQueueLimit is -1; allowed: 0 to 1000000, or none.
              BlockingThreadKeepAlive is 00:00:00; allowed: above 00:00:00, up to 1.00:00:00.
              ThreadName is ; allowed: 1 to 64 characters.
              ThreadStackSize is 1; allowed: 0, or 262144 to 1073741824.
              ThreadPriority is 9; allowed: Lowest, BelowNormal, Normal, AboveNormal, Highest.
              GlobalQueueInterval is 0; allowed: 1 to 1000000, or none.
              StallThreshold is 00:00:00.0090000; allowed: 00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never.
              MaxCompensatingThreads is -1; allowed: 0 to 1024.
              ShutdownTimeout is -00:00:01; allowed: 00:00:00 to 1.00:00:00.
              PluginTimeout is 2.00:00:00; allowed: above 00:00:00, up to 1.00:00:00.
              UnhandledFaults is 7; allowed: Ignore, Report, Stop.
              FaultObservationDelay is 2.00:00:00; allowed: 00:00:00 to 1.00:00:00, or -00:00:00.001 for never. (Parameter 'options')
            """,
            error.Message);
    }

    [Fact]
    public void Validate_WorkerOptionsOnCurrentThread_ReportsThem()
        => Assert.Equal(
            [
                "WorkerThreads is 2; allowed: 1 beside CurrentThread.",
                "GlobalQueueInterval is 31; allowed: none beside CurrentThread.",
                "MaxCompensatingThreads is 32; allowed: 0 beside CurrentThread.",
            ],
            new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, WorkerThreads = 2, GlobalQueueInterval = 31, MaxCompensatingThreads = 32 }.Validate());

    [Fact]
    public void Validate_ThreadOptionsOnThreadPool_ReportsThem()
        => Assert.Equal(
            [
                $"WorkerThreads is {Environment.ProcessorCount}; allowed: not to be set beside ThreadPool.",
                "ThreadStackSize is 1048576; allowed: 0 beside ThreadPool.",
                "ThreadPriority is Lowest; allowed: Normal beside ThreadPool.",
                "GlobalQueueInterval is 31; allowed: none beside ThreadPool.",
                "StallThreshold is 00:00:05; allowed: -00:00:00.001 beside ThreadPool.",
                "MaxCompensatingThreads is 1; allowed: 0 beside ThreadPool.",
            ],
            new RuntimeOptions
            {
                Flavor = RuntimeFlavor.ThreadPool,
                StallThreshold = TimeSpan.FromSeconds(5),
                WorkerThreads = Environment.ProcessorCount,
                ThreadStackSize = 1 << 20,
                ThreadPriority = ThreadPriority.Lowest,
                GlobalQueueInterval = 31,
                MaxCompensatingThreads = 1,
            }.Validate());

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public void Validate_OnlyFlavorIsSet_ReportsNothing(RuntimeFlavor flavor)
    {
        Assert.Empty(new RuntimeOptions { Flavor = flavor }.Validate());
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, ThreadName = "named", MaxBlockingThreads = 2 });
        Assert.Equal(flavor, rt.Flavor);
    }

    [Fact]
    public void WorkerThreads_WhenNotSet_FollowsTheFlavor()
    {
        var options = new RuntimeOptions();
        Assert.Equal((Environment.ProcessorCount, 32), (options.WorkerThreads, options.MaxCompensatingThreads));
        options.Flavor = RuntimeFlavor.CurrentThread;
        Assert.Equal((1, 0), (options.WorkerThreads, options.MaxCompensatingThreads));
        options.WorkerThreads = 1;
        options.MaxCompensatingThreads = 0;
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Create_WhenOptionsChangeLater_KeepsItsCopy()
    {
        var options = new RuntimeOptions { WorkerThreads = 1 };
        using var rt = AsyncRuntime.Create(options);
        options.WorkerThreads = 5;
        Assert.Single(rt.Metrics.Workers);
    }

    // Regression: 65,536 bytes were allowed, and with such a stack the formatting of an exception ended the process.
    [Fact]
    public void Check_ThreadStackSize_AllowsZeroOrTheMinimum()
    {
        Assert.False(IsValid(262_143));
        Assert.True(IsValid(262_144) && IsValid(0));

        static bool IsValid(int size)
            => new RuntimeOptions { ThreadStackSize = size }.Check().Single(static check => check.Name == nameof(RuntimeOptions.ThreadStackSize)).IsValid;
    }

    [Fact]
    public void Create_WithTheSmallestStack_CanFormatAnException()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ThreadStackSize = 262_144 });
        var (worker, blocking) = rt.BlockOn(async () => (await rt.Spawn(Describe), await rt.SpawnBlocking(Describe)));
        Assert.All([worker, blocking], static text => Assert.Contains("level 20", text, StringComparison.Ordinal));

        static string Describe()
        {
            try
            {
                Throw(20);
                return "";
            }
            catch (InvalidOperationException e)
            {
                return e.ToString();
            }
        }

        static void Throw(int level)
        {
            try
            {
                if (level == 0)
                    throw new TimeoutException("inner");
                Throw(level - 1);
            }
            catch (TimeoutException e) when (level == 20)
            {
                throw new InvalidOperationException($"level {level}", e);
            }
        }
    }

    [Theory]
    [InlineData("sdk", null, "sdk-w0", "sdk-b0", "sdk-timer")]
    [InlineData(null, null, "async-rt-w0", "async-rt-b0", "async-rt-timer")]
    [InlineData("sdk", "census", "census-w0", "census-b0", "census-timer")]
    [InlineData("image-processing", null, "image-processing-w0", "image-processing-b0", "image-processing-timer")]
    [InlineData("übermäßig-lang😀😀", null, "übermäßig-lang😀😀-w0", "übermäßig-lang😀😀-b0", "übermäßig-lang😀😀-timer")]
    public async Task Create_NamedRuntime_NamesItsThreads(string? runtime, string? threadName, string worker, string blocking, string timer)
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ThreadName = threadName }, name: runtime);
        // The sleep starts the timer thread. Its name can be read only from the operating system.
        rt.Spawn(static () => AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1)).AsTask()).AsTask().Wait();
        var names = new[] { await rt.Spawn(NameOfThread), await rt.SpawnBlocking(NameOfThread) };
        if (!OperatingSystem.IsLinux())
        {
            Assert.Equal([worker, blocking], names);
            return;
        }

        Assert.Equal([Shown(worker), Shown(blocking)], names);
        Assert.Contains(Shown(timer), Directory.GetDirectories("/proc/self/task").Select(NameOf));
        Assert.Equal(names[0], await rt.Spawn(static () => NameOf("/proc/thread-self")));

        static string NameOfThread() => Thread.CurrentThread.Name!;

        static string NameOf(string thread)
        {
            try
            {
                return File.ReadAllText($"{thread}/comm").TrimEnd('\n');
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
                return "";
            }
        }
    }

    [Fact]
    public void Create_ThreadOptions_ApplyToEveryThread()
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

    /// <summary>Returns the name that Linux shows: at most 15 bytes, which end with the suffix for the thread's purpose.</summary>
    private static string Shown(string name)
    {
        var suffix = name[name.LastIndexOf('-')..];
        var first = "";
        foreach (var rune in name[..^suffix.Length].EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(first + rune + suffix) > 15)
                break;
            first += rune;
        }

        return first + suffix;
    }
}
