using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Testing.Tests.Exploring;

/// <summary>
/// Waits for a lock. If another task of the test holds it, that task must go on. If code outside holds it for a moment, such as a test that
/// runs in parallel, the wait must not be a step, because it does not come again.
/// </summary>
public sealed class LockWaitTests
{
    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 20, Seed = 1 };

    [Fact]
    public void Explore_LockThatAnotherTaskHolds_LetsThatTaskGoOn()
    {
        var report = ConcurrencyTest.Explore(
            async run =>
            {
                var gate = new Lock();
                var inside = 0;
                void Enter()
                {
                    lock (gate)
                    {
                        Assert.Equal(1, ++inside);
                        run.Point();
                        inside--;
                    }
                }

                var a = run.Runtime.Spawn(Enter);
                var b = run.Runtime.Spawn(Enter);
                await a;
                await b;
            },
            s_options with { Schedules = 2_000, Strategy = ExplorationStrategy.Exhaustive, PreemptionBound = 10 });

        Assert.Null(report.Failure);
        Assert.True(report.IsComplete);
        Assert.True(report.Schedules > 3, $"{report.Schedules} schedules");
    }

    [Theory]
    [InlineData("Monitor")]
    [InlineData("Lock")]
    [InlineData("ReaderWriterLockSlim")]
    public void Explore_LockThatCodeOutsideHolds_IsNoStep(string form)
    {
        using var held = new HeldLock(form);

        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var a = run.Runtime.Spawn(held.Pass);
                var b = run.Runtime.Spawn(static () => { });
                await a;
                await b;
            },
            s_options).Failure;

        Assert.Null(failure);
        Assert.True(held.WasWaitedFor);
    }

    [Fact]
    public void Explore_ListenerOfTracesThatWaitsForALock_IsNoStep()
    {
        using var held = new HeldLock();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "HostedRuntime",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.DisplayName == "traced with a lock")
                    held.Pass();
            },
        };
        ActivitySource.AddActivityListener(listener);

        var failure = ConcurrencyTest.Explore(BesideABlockedTask(static () => { }, "traced with a lock"), s_options).Failure;

        Assert.Null(failure);
        Assert.True(held.WasWaitedFor);
    }

    [Fact]
    public void Explore_LoggerThatWaitsForALock_IsNoStep()
    {
        using var held = new HeldLock();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new LockingProvider(held)));
        var logger = factory.CreateLogger("shop");

        var failure = ConcurrencyTest.Explore(BesideABlockedTask(() => logger.LogInformation("sold"), "seller"), s_options).Failure;

        Assert.Null(failure);
        Assert.True(held.WasWaitedFor);
    }

    [Fact]
    public void Explore_LockThatCodeOutsideHoldsBesideABlockedTask_NamesTheCause()
    {
        using var held = new HeldLock();

        var failure = ConcurrencyTest.Explore(BesideABlockedTask(held.Pass, "locker"), s_options).Failure;

        Assert.Equal(FailureKind.NotDeterministic, failure!.Kind);
        Assert.Contains("'locker' blocks its thread", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a lock that code outside of the test holds", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs a body while another one blocks its thread in the middle of a poll, and so could hold a lock.</summary>
    private static Func<ConcurrencyRun, Task> BesideABlockedTask(Action body, string name) => async run =>
    {
        using var mayEnd = new ManualResetEventSlim();
        var blocked = run.Runtime.SpawnBlocking(() => mayEnd.Wait());
        await run.Runtime.Spawn(CurrentTask.YieldAsync);
        await run.Runtime.Spawn(body, new SpawnOptions { Name = name });
        mayEnd.Set();
        await blocked;
    };

    /// <summary>A lock that a thread outside of the test holds until somebody waits for it. Later waits do not exist.</summary>
    private sealed class HeldLock : IDisposable
    {
        private readonly Action _enter;
        private readonly Action _exit;
        private readonly Func<bool> _isWaitedFor;
        private readonly Thread _holder;
        private volatile Thread? _waiter;
        private volatile bool _isOver;

        public HeldLock(string form = "Monitor")
        {
            (_enter, _exit, _isWaitedFor) = ActionsOf(form);
            using var isHeld = new ManualResetEventSlim();
            _holder = new Thread(() =>
            {
                _enter();
                isHeld.Set();
                while (!_isOver && !WasWaitedFor)
                {
                    WasWaitedFor = _isWaitedFor();
                    Thread.Yield();
                }

                _exit();
            });
            _holder.UnsafeStart();
            isHeld.Wait();
        }

        public bool WasWaitedFor { get; private set; }

        public void Pass()
        {
            _waiter = Thread.CurrentThread;
            _enter();
            _waiter = null;
            _exit();
        }

        private (Action Enter, Action Exit, Func<bool> IsWaitedFor) ActionsOf(string form)
        {
            switch (form)
            {
                case "Lock":
                    var gate = new Lock();
                    return (gate.Enter, gate.Exit, DoesWait);
                case "ReaderWriterLockSlim":
                    // It sleeps a moment before it waits.
                    var writing = new ReaderWriterLockSlim();
                    return (writing.EnterWriteLock, writing.ExitWriteLock, () => writing.WaitingWriteCount > 0);
                default:
                    var monitor = new object();
                    return (() => Monitor.Enter(monitor), () => Monitor.Exit(monitor), DoesWait);
            }

            bool DoesWait() => (_waiter?.ThreadState & System.Threading.ThreadState.WaitSleepJoin) > 0;
        }

        public void Dispose()
        {
            _isOver = true;
            _holder.Join();
        }
    }

    private sealed class LockingProvider(HeldLock held) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => held.Pass();

        public void Dispose()
        {
        }
    }
}
