using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>If user code throws inside a method of the library, the object stays as it was.</summary>
/// <remarks>The comparers of JoinMap have tests of their own.</remarks>
public sealed class ThrowingUserCodeTests
{
    private const int Limit = 60_000;

    [Fact(Timeout = Limit)]
    public async Task Update_WhenUpdateOrEqualityThrows_ChangesNothing()
    {
        var (sender, receiver) = Watch.Create(new Touchy(1));
        Assert.Throws<FormatException>(() => sender.Update(_ => throw new FormatException()));
        Assert.Throws<FormatException>(() => sender.Update(_ => new Touchy(-1)));
        Assert.Equal((1, false), (sender.Value.Number, receiver.HasChanged));
        Assert.True(sender.Update(_ => new Touchy(2)));
        Assert.True(await receiver.ChangedAsync());
        Assert.Equal(2, receiver.Value.Number);
    }

    [Fact(Timeout = Limit)]
    public async Task WaitForAsync_WhenPredicateThrows_ValueStaysUnseen()
    {
        var (sender, receiver) = Watch.Create(1);
        sender.Send(2);
        await Assert.ThrowsAsync<FormatException>(async () => await receiver.WaitForAsync(_ => throw new FormatException()));
        Assert.True(receiver.HasChanged);
        var waiting = receiver.WaitForAsync(static value => value == 3 ? throw new FormatException() : false).AsTask();
        sender.Send(3);
        await Assert.ThrowsAsync<FormatException>(() => waiting);
        Assert.Equal(3, await receiver.WaitForAsync(static value => value == 3));
    }

    [Fact(Timeout = Limit)]
    public async Task GetOrInitializeAsync_WhenInitializerThrows_NextOneRuns()
    {
        var cell = new OnceCell<int>();
        await Assert.ThrowsAsync<FormatException>(async () => await cell.GetOrInitializeAsync(_ => throw new FormatException()));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cell.GetOrInitializeAsync(_ => null!));
        var go = new TaskCompletionSource<int>();
        var first = cell.GetOrInitializeAsync(_ => go.Task).AsTask();
        var second = cell.GetOrInitializeAsync(_ => Task.FromResult(2)).AsTask();
        go.SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => first);
        Assert.Equal(2, await second);
    }

    [Fact(Timeout = Limit)]
    public async Task RaceAndAll_WhenEnumeratorThrows_SpawnNothing()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        await Assert.ThrowsAsync<FormatException>(() => rt.RaceAsync(Bodies()));
        await Assert.ThrowsAsync<FormatException>(() => rt.AllAsync(Bodies()));
        Assert.Equal(0, rt.Metrics.SpawnedTasks);

        static IEnumerable<Func<CancellationToken, Task<int>>> Bodies()
        {
            yield return static _ => Task.FromResult(1);
            throw new FormatException();
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Bodies_ThatThrowSynchronously_FailTheirCalls()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        await Assert.ThrowsAsync<FormatException>(async () => await rt.Spawn(Fail));
        await Assert.ThrowsAsync<FormatException>(() => rt.RunScopeAsync(static Task (_) => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(() => AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), Fail));
        await Assert.ThrowsAsync<FormatException>(async () => await rt.Spawn(() => AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), Fail)));
        Assert.Throws<FormatException>(() => rt.BlockOn(static Task () => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(async () => await rt.Spawn(() => AsyncRuntime.BlockInPlace(static () => throw new FormatException())));
        Assert.Equal(5, await rt.Spawn(static () => 5));
        Assert.True((await rt.ShutdownAsync(TimeSpan.FromSeconds(30))).IsClean);

        static Task Fail(CancellationToken ct) => throw new FormatException();
    }

    [Fact(Timeout = Limit)]
    public async Task ReadAllAsync_WhenOnLaggedThrows_ReceiverCanRead()
    {
        var (sender, receiver) = Broadcast.Create<int>(2);
        for (var i = 0; i < 5; i++)
            sender.Send(i);
        await Assert.ThrowsAsync<FormatException>(async () => await receiver.ReadAllAsync(static _ => throw new FormatException()).GetAsyncEnumerator().MoveNextAsync());
        Assert.True(receiver.TryRead(out var read) && read.TryGetItem(out var item) && item == 3);
    }

    [Fact(Timeout = Limit)]
    public async Task Map_WhenSelectorThrows_LockIsReleased()
    {
        var mutex = new AsyncMutex<int>(1);
        using (var part = (await mutex.LockAsync()).Map<int>(static (ref int _) => throw new FormatException()))
            Assert.Throws<FormatException>(() => part.Value);
        Assert.True(mutex.TryLock(out var guard));
        guard.Dispose();
    }

    [Theory(Timeout = Limit)]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public async Task Hooks_WhenAllThrow_RuntimeStillWorks(RuntimeFlavor flavor)
    {
        var hooks = new RuntimeHooks
        {
            ThreadStarted = static _ => throw new FormatException(),
            ThreadStopping = static _ => throw new FormatException(),
            WorkerParking = static _ => throw new FormatException(),
            WorkerUnparked = static _ => throw new FormatException(),
            TaskSpawned = static _ => throw new FormatException(),
            TaskTerminated = static _ => throw new FormatException(),
            BeforePoll = static _ => throw new FormatException(),
            AfterPoll = static _ => throw new FormatException(),
            TaskFaulted = static (_, _) => throw new FormatException(),
            TaskFaultUnobserved = static (_, _) => throw new FormatException(),
            WorkerStalled = static (_, _) => throw new FormatException(),
        };
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, FaultObservationDelay = TimeSpan.Zero }, hooks: hooks);
        rt.Spawn(static () => throw new InvalidOperationException()).Detach();
        var kept = rt.Spawn(static () => throw new InvalidOperationException());
        Assert.Equal(1, await rt.SpawnBlocking(static () => 1));
        Assert.Equal(2, await rt.Spawn(static async () => { await CurrentTask.YieldAsync(); return 2; }));
        await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept);
        Assert.True((await rt.ShutdownAsync(TimeSpan.FromSeconds(30))).IsClean);
    }

    private readonly struct Touchy(int number) : IEquatable<Touchy>
    {
        public int Number => number;

        public bool Equals(Touchy other) => number < 0 || other.Number < 0 ? throw new FormatException() : number == other.Number;

        public override bool Equals(object? obj) => obj is Touchy other && Equals(other);

        public override int GetHashCode() => number;
    }
}
