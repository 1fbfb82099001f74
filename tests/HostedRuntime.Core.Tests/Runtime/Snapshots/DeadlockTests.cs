using System.Threading.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>A snapshot reports the tasks that wait for each other, and no others.</summary>
public sealed class DeadlockTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });

    public void Dispose()
    {
        _rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        _rt.Dispose();
    }

    [Fact]
    public void Cycles_WhenTwoTasksCrossTwoMutexes_HasBoth()
    {
        var (a, b) = (new AsyncMutex { Name = "a" }, new AsyncMutex { Name = "b" });
        SpawnCrossing("first", a, b);
        SpawnCrossing("second", b, a);
        var cycle = Assert.Single(UntilDeadlocked());
        Assert.Equal(["first", "second"], cycle.Members.Select(static member => member.Task.Name).Order());
        var first = Assert.Single(cycle.Members, static member => member.Task.Name == "first");
        Assert.Equal(("b", "lock"), (first.Wants.Resource?.Name, first.Wants.Purpose));
        Assert.Equal(cycle.Members.Single(static member => member.Task.Name == "second").Task.Id, first.HeldBy);
        Assert.Equal("DeadlockTests.cs", first.Task.File);
        Assert.Contains("waits for Mutex 'b' (lock), which task ", first.ToString());
    }

    [Fact]
    public void Cycles_WhenMutexReaderWriterLockAndJoin_HasAllThree()
    {
        var mutex = new AsyncMutex { Name = "m" };
        var rw = new AsyncReaderWriterLock { Name = "rw" };
        var all = new AsyncBarrier(3);
        JoinHandle? third = null;
        var handleIsSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rt.Spawn(async () =>
        {
            using var read = await rw.ReadLockAsync();
            await all.SignalAndWaitAsync();
            using var held = await mutex.LockAsync();
        }, new SpawnOptions { Name = "reader" });
        _rt.Spawn(async () =>
        {
            using var held = await mutex.LockAsync();
            await all.SignalAndWaitAsync();
            await handleIsSet.Task;
            await third!;
        }, new SpawnOptions { Name = "joiner" });
        third = _rt.Spawn(async () =>
        {
            await all.SignalAndWaitAsync();
            using var write = await rw.WriteLockAsync();
        }, new SpawnOptions { Name = "writer" });
        handleIsSet.SetResult();
        var cycle = Assert.Single(UntilDeadlocked());
        Assert.Equal(["joiner", "reader", "writer"], cycle.Members.Select(static member => member.Task.Name).Order());
        var joiner = cycle.Members.Single(static member => member.Task.Name == "joiner");
        Assert.Equal(third.Id, joiner.Wants.TaskId);
    }

    [Fact]
    public void Cycles_WhenAnInitializerWaitsForItsCell_HasTheTask()
    {
        var cell = new OnceCell<int> { Name = "config" };
        _rt.Spawn(async () => await cell.GetOrInitializeAsync(async ct => await cell.GetOrInitializeAsync(static _ => Task.FromResult(1), ct)));
        var member = Assert.Single(Assert.Single(UntilDeadlocked()).Members);
        Assert.Equal(member.Task.Id, member.HeldBy);
        Assert.Equal((ResourceKind.OnceCell, "config"), (member.Wants.Resource!.Kind, member.Wants.Resource.Name));
    }

    [Fact]
    public void Cycles_WhenEachHolderOfAllPermitsAsksForMore_HasThem()
    {
        var permits = new AsyncSemaphore(2);
        var both = new AsyncBarrier(2);
        for (var i = 0; i < 2; i++)
        {
            _rt.Spawn(async () =>
            {
                using var one = await permits.AcquireAsync();
                await both.SignalAndWaitAsync();
                using var two = await permits.AcquireAsync();
            });
        }

        Assert.NotEmpty(UntilDeadlocked());
    }

    [Fact]
    public async Task Cycles_WhenOneHolderOfPermitsIsFree_AreEmpty()
    {
        var permits = new AsyncSemaphore(2);
        var other = await permits.AcquireAsync();
        var asks = _rt.Spawn(async () =>
        {
            using var one = await permits.AcquireAsync();
            using var two = await permits.AcquireAsync();
        });
        Signals.UntilWaiting(_rt, 1);
        Assert.Empty(_rt.CaptureSnapshot().Cycles);
        other.Dispose();
        asks.Abort();
        await asks.JoinAsync();
    }

    [Fact]
    public async Task Cycles_WhenTheHolderSleeps_AreEmpty()
    {
        var mutex = new AsyncMutex();
        var sleeper = _rt.Spawn(async () =>
        {
            using var held = await mutex.LockAsync();
            await AsyncTime.SleepAsync(TimeSpan.FromHours(1));
        });
        Signals.SpinUntil(() => mutex.IsLocked, "the task holds the lock");
        var waiter = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        Assert.Empty(_rt.CaptureSnapshot().Cycles);
        sleeper.Abort();
        await waiter;
    }

    [Fact]
    public async Task Cycles_WhenAnotherBranchOfTheHolderSleeps_AreEmpty()
    {
        var (a, b) = (new AsyncMutex(), new AsyncMutex());
        var release = new AsyncNotify();
        var branched = _rt.Spawn(async () =>
        {
            var held = await a.LockAsync();
            async Task ReleaseLaterAsync()
            {
                await release.WaitAsync();
                held.Dispose();
            }

            async Task TakeAsync() => (await b.LockAsync()).Dispose();
            await Task.WhenAll(TakeAsync(), ReleaseLaterAsync());
        });
        Signals.SpinUntil(() => a.IsLocked, "the first lock is held");
        var other = _rt.Spawn(async () =>
        {
            using var second = await b.LockAsync();
            using var first = await a.LockAsync();
        });
        Signals.SpinUntil(() => a.WaiterCount == 1, "the other task waits");
        Assert.Empty(_rt.CaptureSnapshot().Cycles);
        release.NotifyOne();
        await other;
        await branched;
    }

    [Fact]
    public void Cycles_WhenTheTasksAreOfTwoRuntimes_NamesBoth()
    {
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero }, name: "other");
        var (a, b) = (new AsyncMutex(), new AsyncMutex());
        var both = new AsyncBarrier(2);
        Cross(_rt, a, b);
        Cross(other, b, a);
        var cycle = Assert.Single(UntilDeadlocked());
        Assert.Equal(["default", "other"], cycle.Members.Select(static member => member.Runtime).Order());
        Assert.Single(other.CaptureSnapshot().Cycles);

        void Cross(IRuntime runtime, AsyncMutex first, AsyncMutex second) => runtime.Spawn(async () =>
        {
            using var one = await first.LockAsync();
            await both.SignalAndWaitAsync();
            using var two = await second.LockAsync();
        });
    }

    [Fact]
    public async Task DeadlockFound_WhenTasksCross_IsCalledOnce()
    {
        var found = Channel.CreateUnbounded<DeadlockCycle>();
        using var runtime = AsyncRuntime.Create(
            new RuntimeOptions { WorkerThreads = 2, ShutdownTimeout = TimeSpan.Zero },
            hooks: new RuntimeHooks { DeadlockFound = cycle => found.Writer.TryWrite(cycle) });
        var (a, b) = (new AsyncMutex { Name = "a" }, new AsyncMutex { Name = "b" });
        SpawnCrossing("first", a, b, runtime);
        SpawnCrossing("second", b, a, runtime);
        var cycle = await found.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["first", "second"], cycle.Members.Select(static member => member.Task.Name).Order());
        // Two more looks of the sampler, which the second deadlock proves: it is found after them.
        var (c, d) = (new AsyncMutex(), new AsyncMutex());
        SpawnCrossing("third", c, d, runtime);
        SpawnCrossing("fourth", d, c, runtime);
        var next = await found.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["fourth", "third"], next.Members.Select(static member => member.Task.Name).Order());
        Assert.False(found.Reader.TryRead(out _));
    }

    [Fact]
    public void WaitingFor_WhenATaskWaits_IsKnownAfterTwoLooks()
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out _));
        _rt.Spawn(async () => (await mutex.LockAsync()).Dispose(), new SpawnOptions { Name = "waiter" });
        Signals.SpinUntil(() => _rt.CaptureSnapshot().Tasks is [{ WaitingFor: { } time }] && time >= TimeSpan.FromSeconds(1), "the wait is known");
    }

    private readonly AsyncBarrier _bothHold = new(2);

    private void SpawnCrossing(string name, AsyncMutex first, AsyncMutex second, IRuntime? runtime = null) => (runtime ?? _rt).Spawn(async () =>
    {
        using var one = await first.LockAsync();
        await _bothHold.SignalAndWaitAsync();
        using var two = await second.LockAsync();
    }, new SpawnOptions { Name = name });

    private IReadOnlyList<DeadlockCycle> UntilDeadlocked()
    {
        IReadOnlyList<DeadlockCycle> cycles = [];
        Signals.SpinUntil(() => (cycles = _rt.CaptureSnapshot().Cycles).Count > 0, "a deadlock is found");
        return cycles;
    }
}
