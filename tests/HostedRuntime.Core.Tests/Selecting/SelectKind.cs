using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Selecting;

/// <summary>
/// A case of a select with the event that it waits for. The promises that all kinds keep are tested once, for every kind.
/// </summary>
public sealed class SelectKind
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    // Tasks of this runtime are joined. Its tasks run on the ThreadPool, so it has no thread to end.
    private static readonly IRuntime s_runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool });

    private static readonly Dictionary<string, Func<SelectKind>> s_kinds = new()
    {
        ["mpsc read"] = OfMpsc,
        ["oneshot"] = OfOneshot,
        ["broadcast"] = OfBroadcast,
        ["watch"] = OfWatch,
        ["reserve"] = OfReserve,
        ["mutex"] = OfMutex,
        ["read lock"] = OfReadLock,
        ["write lock"] = OfWriteLock,
        ["mutex of a value"] = OfMutexOfAValue,
        ["read lock of a value"] = OfReadLockOfAValue,
        ["write lock of a value"] = OfWriteLockOfAValue,
        ["permits"] = OfPermits,
        ["notify"] = OfNotify,
        ["join"] = OfJoin,
        ["join with a result"] = OfJoinWithAResult,
        ["tick"] = OfTick,
        ["timeout"] = OfTimeout,
        ["delay queue"] = OfDelayQueue,
        ["token"] = OfToken,
        ["Task"] = OfTask,
        ["Task with a result"] = OfTaskWithAResult,
        ["foreign reader"] = OfForeignReader,
    };

    private SelectKind()
    {
    }

    public static TheoryData<string> All => [.. s_kinds.Keys];

    /// <summary>The kinds whose event can happen before the call.</summary>
    public static TheoryData<string> ReadyBeforehand => NamesWhere(static kind => kind.NextAsync is not null);

    /// <summary>The kinds whose case cannot win again while its value is not taken out and the event does not happen again.</summary>
    public static TheoryData<string> Once => NamesWhere(static kind => !kind.IsShared);

    /// <summary>The kinds of <see cref="Once"/> whose event stays until the case or another wait takes it.</summary>
    public static TheoryData<string> Lasting => NamesWhere(static kind => !kind.IsShared && kind.NextAsync is not null);

    /// <summary>The kinds with a line, in which an ordinary wait can be behind the case.</summary>
    public static TheoryData<string> WithALine => NamesWhere(static kind => kind.HasLine);

    /// <summary>The kinds that count their waiters.</summary>
    public static TheoryData<string> Counted => NamesWhere(static kind => kind.CountWaiters is not null);

    public required SelectCase Case { get; init; }

    /// <summary>The text of the case in WaitsOn.</summary>
    public required string Text { get; init; }

    /// <summary>Makes the event happen once. It has happened when this returns.</summary>
    public required Action Fire { get; init; }

    /// <summary>Checks the value of the case, which has won, and gives it back if it is a guard or a permit.</summary>
    public required Action CheckValue { get; init; }

    /// <summary>Waits without a select, and checks what it gets. Null for a timeout, which has no other wait.</summary>
    public Func<Task>? NextAsync { get; private init; }

    public bool HasLine { get; private init; }

    /// <summary>True for a read lock, which the case can take several times at once.</summary>
    public bool IsShared { get; private init; }

    public Func<int>? CountWaiters { get; private init; }

    /// <summary>Creates the kind with this name. Its event has not happened.</summary>
    public static SelectKind Of(string name) => s_kinds[name]();

    private static TheoryData<string> NamesWhere(Func<SelectKind, bool> condition) => [.. s_kinds.Keys.Where(name => condition(Of(name)))];

    private static SelectKind OfMpsc()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var read = Select.Read(receiver);
        return new()
        {
            Case = read,
            Text = "mpsc read",
            Fire = () => Assert.True(sender.TryWrite(7)),
            CheckValue = () => Assert.Equal(7, read.Value),
            NextAsync = async () => Assert.Equal(7, await receiver.ReadAsync()),
            HasLine = true,
        };
    }

    private static SelectKind OfOneshot()
    {
        var (sender, receiver) = Oneshot.Create<int>();
        var read = Select.Read(receiver);
        return new()
        {
            Case = read,
            Text = "oneshot read",
            Fire = () => Assert.True(sender.TrySend(7)),
            CheckValue = () => Assert.Equal((7, true), (read.Value, read.IsEnded)),
            NextAsync = async () => Assert.Equal(7, await receiver.ReadAsync()),
        };
    }

    private static SelectKind OfBroadcast()
    {
        var (sender, receiver) = Broadcast.Create<int>(4);
        var read = Select.Read(receiver);
        return new()
        {
            Case = read,
            Text = "broadcast read",
            Fire = () => Assert.Equal(1, sender.Send(7)),
            CheckValue = () => Check(read.Value),
            NextAsync = async () => Check(await receiver.ReadAsync()),
        };

        static void Check(BroadcastRead<int> read) => Assert.True(read.TryGetItem(out var item) && item == 7);
    }

    private static SelectKind OfWatch()
    {
        var (sender, receiver) = Watch.Create(0);
        var changed = Select.Changed(receiver);
        return new()
        {
            Case = changed,
            Text = "watch, for a change",
            Fire = () => sender.Send(7),
            CheckValue = () => Assert.Equal((7, false), (changed.Value, receiver.HasChanged)),
            NextAsync = async () => Assert.Equal((true, 7), (await receiver.ChangedAsync(), receiver.Read())),
        };
    }

    private static SelectKind OfReserve()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        Assert.True(sender.TryWrite(0));
        var reserve = Select.Reserve(sender);
        return new()
        {
            Case = reserve,
            Text = "mpsc reserve",
            Fire = () => Assert.True(receiver.TryRead(out _)),
            CheckValue = () =>
            {
                using (var permit = reserve.Value)
                    permit.Send(7);
                Assert.True(receiver.TryRead(out var sent) && sent == 7);
            },
            NextAsync = async () =>
            {
                await sender.WriteAsync(8);
                Assert.True(receiver.TryRead(out var sent) && sent == 8);
            },
            HasLine = true,
        };
    }

    private static SelectKind OfMutex()
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out var held));
        return OfLock(Select.Lock(mutex), "AsyncMutex", held, async () => (await mutex.LockAsync()).Dispose(), () => mutex.WaiterCount, () => mutex.IsLocked);
    }

    private static SelectKind OfReadLock()
    {
        var rw = new AsyncReaderWriterLock();
        Assert.True(rw.TryWriteLock(out var held));
        return OfLock(Select.ReadLock(rw), "AsyncReaderWriterLock, to read", held, async () => (await rw.WriteLockAsync()).Dispose(), () => rw.WaiterCount, () => rw.ReaderCount == 1, isShared: true);
    }

    private static SelectKind OfWriteLock()
    {
        var rw = new AsyncReaderWriterLock();
        Assert.True(rw.TryReadLock(out var held));
        return OfLock(Select.WriteLock(rw), "AsyncReaderWriterLock, to write", held, async () => (await rw.WriteLockAsync()).Dispose(), () => rw.WaiterCount, () => rw.IsWriteLocked);
    }

    private static SelectKind OfMutexOfAValue()
    {
        var mutex = new AsyncMutex<int>(7);
        Assert.True(mutex.TryLock(out var held));
        return OfLock(Select.Lock(mutex), "AsyncMutex", held, async () => (await mutex.LockAsync()).Dispose(), () => mutex.WaiterCount, () => mutex.IsLocked);
    }

    private static SelectKind OfReadLockOfAValue()
    {
        var rw = new AsyncReaderWriterLock<int>(7);
        Assert.True(rw.TryWriteLock(out var held));
        return OfLock(Select.ReadLock(rw), "AsyncReaderWriterLock, to read", held, async () => (await rw.WriteLockAsync()).Dispose(), () => rw.WaiterCount, () => rw.ReaderCount == 1, isShared: true);
    }

    private static SelectKind OfWriteLockOfAValue()
    {
        var rw = new AsyncReaderWriterLock<int>(7);
        Assert.True(rw.TryReadLock(out var held));
        return OfLock(Select.WriteLock(rw), "AsyncReaderWriterLock, to write", held, async () => (await rw.WriteLockAsync()).Dispose(), () => rw.WaiterCount, () => rw.IsWriteLocked);
    }

    private static SelectKind OfPermits()
    {
        var semaphore = new AsyncSemaphore(3);
        Assert.True(semaphore.TryAcquire(2, out var held));
        return OfLock(Select.Acquire(semaphore, 2), "AsyncSemaphore, for 2", held, async () => (await semaphore.AcquireAsync(3)).Dispose(), () => semaphore.WaiterCount, () => semaphore.AvailablePermits == 1);
    }

    private static SelectKind OfLock<T>(SelectCase<T> taken, string text, IDisposable held, Func<Task> nextAsync, Func<int> countWaiters, Func<bool> isHeld, bool isShared = false) where T : struct, IDisposable => new()
    {
        Case = taken,
        Text = text,
        Fire = held.Dispose,
        CheckValue = () =>
        {
            using var guard = taken.Value;
            Assert.True(isHeld());
        },
        NextAsync = nextAsync,
        HasLine = true,
        CountWaiters = countWaiters,
        IsShared = isShared,
    };

    private static SelectKind OfNotify()
    {
        var notify = new AsyncNotify();
        return new()
        {
            Case = Select.Notified(notify),
            Text = "AsyncNotify",
            Fire = notify.NotifyOne,
            CheckValue = () => Assert.False(notify.IsPermitStored),
            NextAsync = async () => await notify.WaitAsync(),
            HasLine = true,
            CountWaiters = () => notify.WaiterCount,
        };
    }

    private static SelectKind OfJoin()
    {
        var end = new TaskCompletionSource();
        var task = s_runtime.Spawn(() => end.Task, new SpawnOptions { Name = "joined" });
        var join = Select.Join(task);
        return new()
        {
            Case = join,
            Text = "join of 'joined'",
            Fire = () => End(task, end.SetResult),
            CheckValue = () => Assert.Equal((JoinStatus.Completed, true), (join.Value.Status, join.IsEnded)),
            NextAsync = async () => await task,
        };
    }

    private static SelectKind OfJoinWithAResult()
    {
        var end = new TaskCompletionSource<int>();
        var task = s_runtime.Spawn(() => end.Task, new SpawnOptions { Name = "joined" });
        var join = Select.Join(task);
        return new()
        {
            Case = join,
            Text = "join of 'joined'",
            Fire = () => End(task, () => end.SetResult(7)),
            CheckValue = () => Assert.Equal((7, true), (join.Value.Value, join.IsEnded)),
            NextAsync = async () => Assert.Equal(7, await task),
        };
    }

    private static void End(JoinHandle task, Action end)
    {
        end();
        Assert.True(SpinWait.SpinUntil(() => task.IsFinished, TimeSpan.FromSeconds(30)));
    }

    private static SelectKind OfTick()
    {
        var clock = new FakeTimeProvider();
        var interval = new Interval(s_period, s_period, timeProvider: clock);
        return new()
        {
            Case = Select.Tick(interval),
            Text = "tick of an interval",
            Fire = () => clock.Advance(s_period),
            CheckValue = static () => { },
            NextAsync = async () => Assert.True(await interval.WaitForNextTickAsync()),
        };
    }

    private static SelectKind OfTimeout()
    {
        var clock = new FakeTimeProvider();
        return new()
        {
            Case = Select.Timeout(s_period, clock),
            Text = "timeout",
            Fire = () => clock.Advance(s_period),
            CheckValue = static () => { },
        };
    }

    private static SelectKind OfDelayQueue()
    {
        var clock = new FakeTimeProvider();
        var queue = new DelayQueue<int>(clock);
        queue.Enqueue(7, s_period);
        var dequeue = Select.Dequeue(queue);
        return new()
        {
            Case = dequeue,
            Text = "DelayQueue",
            Fire = () => clock.Advance(s_period),
            CheckValue = () => Assert.Equal((7, 0), (dequeue.Value, queue.Count)),
            NextAsync = async () => Assert.Equal(7, await queue.DequeueAsync()),
            HasLine = true,
        };
    }

    private static SelectKind OfToken()
    {
        var source = new CancellationTokenSource();
        var canceled = Select.Canceled(source.Token);
        return new()
        {
            Case = canceled,
            Text = "token",
            Fire = source.Cancel,
            CheckValue = () => Assert.True(canceled.IsEnded),
            NextAsync = () => Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(Timeout.Infinite, source.Token)),
        };
    }

    private static SelectKind OfTask()
    {
        var source = new TaskCompletionSource();
        var completed = Select.Completed(source.Task);
        return new()
        {
            Case = completed,
            Text = "a .NET Task",
            Fire = source.SetResult,
            CheckValue = () => Assert.Equal((source.Task, true), (completed.Value, completed.IsEnded)),
            NextAsync = () => source.Task,
        };
    }

    private static SelectKind OfTaskWithAResult()
    {
        var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var completed = Select.Completed(source.Task);
        return new()
        {
            Case = completed,
            Text = "a .NET Task",
            Fire = () => source.SetResult(7),
            CheckValue = () => Assert.Equal((7, true), (completed.Value.GetAwaiter().GetResult(), completed.IsEnded)),
            NextAsync = async () => Assert.Equal(7, await source.Task),
        };
    }

    private static SelectKind OfForeignReader()
    {
        var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
        var read = Select.Read(channel.Reader);
        return new()
        {
            Case = read,
            Text = $"read of a {channel.Reader.GetType().Name}",
            Fire = () => Assert.True(channel.Writer.TryWrite(7)),
            CheckValue = () => Assert.Equal(7, read.Value),
            NextAsync = async () => Assert.Equal(7, await channel.Reader.ReadAsync()),
            HasLine = true,
        };
    }
}
