using HostedRuntime.Channels;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Waiting;

/// <summary>A way in which a task can wait in this library, and the text that describes this wait.</summary>
/// <param name="Text">The whole text of <c>WaitsOn</c>.</param>
/// <param name="WaitAsync">Starts the wait. The tasks that the wait depends on run until the given task ends.</param>
internal sealed record DescribedWait(string Text, Func<IRuntime, Task, Task> WaitAsync)
{
    private static readonly SpawnOptions s_loader = new() { Name = "loader" };

    private static readonly Dictionary<string, DescribedWait> s_all = new()
    {
        ["await of a handle"] = new("join of 'loader'", static async (rt, end) => await rt.Spawn(() => end, s_loader)),
        ["JoinAsync"] = new("join of 'loader'", static async (rt, end) => await rt.Spawn(() => end, s_loader).JoinAsync()),
        ["AbortOnDispose"] = new("join of 'loader'", static async (rt, end) =>
        {
            var started = Signals.Create();
            var loader = rt.Spawn(() => StayAsync(started, end), s_loader);
            await started.Task;
            await loader.AbortOnDispose().DisposeAsync();
        }),

        ["mpsc ReadAsync"] = new("mpsc read, 0 items", static async (_, _) => await MpscChannel.CreateUnbounded<int>().Receiver.ReadAsync()),
        ["mpsc ReadManyAsync"] = new("mpsc read, 0 items", static async (_, _) => await MpscChannel.CreateUnbounded<int>().Receiver.ReadManyAsync(new int[2])),
        ["mpsc WaitToReadAsync"] = new("mpsc read, 0 items", static async (_, _) => await MpscChannel.CreateBounded<int>(2).Receiver.WaitToReadAsync()),
        ["mpsc ReadAllAsync"] = new("mpsc read, 0 items", static async (_, _) =>
        {
            await foreach (var item in MpscChannel.CreateUnbounded<int>().Receiver.ReadAllAsync())
                Assert.Fail($"Read {item}.");
        }),
        ["mpsc WriteAsync"] = new("mpsc write, full (2)", static async (_, _) => await Full(2).WriteAsync(3)),
        ["mpsc WaitToWriteAsync"] = new("mpsc write, full (2)", static async (_, _) => await Full(2).WaitToWriteAsync()),
        ["mpsc WriteAsync with permits"] = new("mpsc write, full (3), 2 of them reserved", static async (_, _) =>
        {
            var (sender, _) = MpscChannel.CreateBounded<int>(3);
            Assert.True(sender.TryReserve(2, out var permit) && sender.TryWrite(1));
            using (permit)
                await sender.WriteAsync(2);
        }),
        ["mpsc ReserveAsync"] = new("mpsc reserve of 2, 1 of 2 places taken", static async (_, _) =>
        {
            var (sender, _) = MpscChannel.CreateBounded<int>(2);
            Assert.True(sender.TryWrite(1));
            await sender.ReserveAsync(2);
        }),
        ["broadcast ReadAsync"] = new("broadcast read, 0 items", static async (_, _) => await Broadcast.Create<int>(2).Receiver.ReadAsync()),
        ["watch ChangedAsync"] = new("watch, for a change", static async (_, _) => await Watch.Create(1).Receiver.ChangedAsync()),
        ["watch WaitForAsync"] = new("watch, for a change", static async (_, _) => await Watch.Create(1).Receiver.WaitForAsync(static value => value == 2)),
        ["oneshot ReadAsync"] = new("oneshot read", static async (_, _) => await Oneshot.Create<int>().Receiver.ReadAsync()),

        ["AsyncMutex"] = new("AsyncMutex, held by the same task", static async (_, _) =>
        {
            var mutex = new AsyncMutex();
            using (await mutex.LockAsync())
                await mutex.LockAsync();
        }),
        ["AsyncReaderWriterLock to read"] = new("AsyncReaderWriterLock, to read, held by writer 'waiter'", static async (_, _) =>
        {
            var rw = new AsyncReaderWriterLock();
            using (await rw.WriteLockAsync())
                await rw.ReadLockAsync();
        }),
        ["AsyncReaderWriterLock to write"] = new("AsyncReaderWriterLock, to write, held by reader 'waiter'", static async (_, _) =>
        {
            var rw = new AsyncReaderWriterLock();
            using (await rw.ReadLockAsync())
                await rw.WriteLockAsync();
        }),
        ["AsyncSemaphore"] = new("AsyncSemaphore, for 2 of 3 permits, held by 'waiter'", static async (_, _) =>
        {
            var semaphore = new AsyncSemaphore(3);
            using (await semaphore.AcquireAsync(2))
                await semaphore.AcquireAsync(2);
        }),
        ["AsyncNotify"] = new("AsyncNotify", static async (_, _) => await new AsyncNotify().WaitAsync()),
        ["AsyncNotify with a ticket"] = new("AsyncNotify", static async (_, _) => await new AsyncNotify().Register().WaitAsync()),
        ["AsyncBarrier"] = new("AsyncBarrier, 1 of 3 arrived", static async (_, _) => await new AsyncBarrier(3).SignalAndWaitAsync()),
        ["OnceCell"] = new("OnceCell, for its value", static async (_, _) => await new OnceCell<int>().WaitAsync()),
        ["OnceCell for the turn"] = new("OnceCell, for its value or the turn to make it", static async (_, end) =>
        {
            var cell = new OnceCell<int>();
            var first = cell.GetOrInitializeAsync(ct => One(end.WaitAsync(ct))).AsTask();
            await cell.GetOrInitializeAsync(static _ => Task.FromResult(1));
            await first;
        }),

        ["SleepAsync"] = new("sleep, never due", static async (_, _) => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan)),
        ["TimeoutAsync"] = new("AsyncNotify", static async (_, _) => await AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), static async _ => await new AsyncNotify().WaitAsync())),
        ["Interval"] = new("Interval, next tick due in 4.2 s", static async (_, _) =>
        {
            using var interval = new Interval(TimeSpan.FromSeconds(4.2), timeProvider: new FakeTimeProvider());
            await interval.WaitForNextTickAsync();
            await interval.WaitForNextTickAsync();
        }),
        ["ResettableSleep"] = new("ResettableSleep, due in 01:30:00", static async (_, _) =>
        {
            using var sleep = new ResettableSleep(TimeSpan.FromHours(1.5), new FakeTimeProvider());
            await sleep.WaitAsync();
        }),
        ["ResettableSleep without end"] = new("ResettableSleep, never due", static async (_, _) =>
        {
            using var sleep = new ResettableSleep(Timeout.InfiniteTimeSpan);
            await sleep.WaitAsync();
        }),
        ["DelayQueue, empty"] = new("DelayQueue, 0 items", static (_, _) => DequeueAsync(0)),
        ["DelayQueue of one"] = new("DelayQueue, 1 item, not due yet", static (_, _) => DequeueAsync(1)),
        ["DelayQueue"] = new("DelayQueue, 3 items, none due yet", static (_, _) => DequeueAsync(3)),

        ["TaskScope"] = new("TaskScope, its body and 1 child", static (rt, end) => ScopeAsync(rt, end, children: 1, bodyStays: true)),
        ["TaskScope whose body has ended"] = new("TaskScope 'import', 3 children", static (rt, end) => ScopeAsync(rt, end, children: 3, name: "import")),
        ["TaskScope that was canceled"] = new("TaskScope, 2 children, canceled", static (rt, end) => ScopeAsync(rt, end, children: 2, isCanceled: true)),
        ["RaceAsync"] = new("RaceAsync, 2 running", static async (rt, end) => await rt.RaceAsync([_ => One(end), _ => One(end)])),
        ["AllAsync"] = new("AllAsync, 1 running", static async (rt, end) => await rt.AllAsync((IEnumerable<Func<CancellationToken, Task<int>>>)[_ => One(end), static _ => Task.FromResult(1)])),
        ["JoinSet JoinNextAsync"] = new("JoinSet, 2 running", static async (rt, end) => await (await SetAsync(rt, end)).JoinNextAsync()),
        ["JoinSet JoinAllAsync"] = new("JoinSet, 2 running", static async (rt, end) => await (await SetAsync(rt, end)).JoinAllAsync()),
        ["JoinSet ShutdownAsync"] = new("JoinSet, 2 running", static async (rt, end) => await (await SetAsync(rt, end)).ShutdownAsync()),
        ["JoinSet DisposeAsync"] = new("JoinSet, 2 running", static async (rt, end) => await (await SetAsync(rt, end)).DisposeAsync()),
        ["JoinMap JoinNextAsync"] = new("JoinMap, 1 running", static async (rt, end) =>
        {
            var map = new JoinMap<string, int>(rt);
            map.Spawn("a", _ => One(end));
            await map.JoinNextAsync();
        }),
        ["TaskTracker"] = new("TaskTracker, 1 running", static (rt, end) => TrackAsync(rt, end, isClosed: true)),
        ["TaskTracker, open"] = new("TaskTracker, 1 running, not closed", static (rt, end) => TrackAsync(rt, end, isClosed: false)),

        // The pool has one thread and its queue one place, so the third task has to wait.
        ["SpawnBlockingAsync"] = new("a place in the blocking pool, full (2)", static async (rt, end) =>
        {
            for (var i = 0; i < 3; i++)
                await rt.SpawnBlockingAsync(end.Wait);
        }),
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static DescribedWait Of(string name) => s_all[name];

    private static Sender<int> Full(int capacity)
    {
        var (sender, _) = MpscChannel.CreateBounded<int>(capacity);
        while (sender.TryWrite(1))
        {
        }

        return sender;
    }

    /// <summary>A body that ignores aborts. Once it has started, an abort does not end its task either.</summary>
    private static Task<int> StayAsync(TaskCompletionSource started, Task end)
    {
        started.SetResult();
        return One(end);
    }

    private static async Task<int> One(Task end)
    {
        await end;
        return 1;
    }

    private static async Task DequeueAsync(int items)
    {
        using var queue = new DelayQueue<int>(new FakeTimeProvider());
        for (var i = 0; i < items; i++)
            queue.Enqueue(i, TimeSpan.FromHours(1));
        await queue.DequeueAsync();
    }

    private static Task ScopeAsync(IRuntime rt, Task end, int children, string? name = null, bool bodyStays = false, bool isCanceled = false) => rt.RunScopeAsync(
        async scope =>
        {
            for (var i = 0; i < children; i++)
            {
                var started = Signals.Create();
                _ = scope.Spawn(_ => StayAsync(started, end));
                await started.Task;
            }

            if (isCanceled)
                scope.Cancel();

            if (bodyStays)
                await end;
        },
        new TaskScopeOptions { Name = name });

    private static async Task<JoinSet<int>> SetAsync(IRuntime rt, Task end)
    {
        var set = new JoinSet<int>(rt);
        for (var i = 0; i < 2; i++)
        {
            var started = Signals.Create();
            set.Spawn(_ => StayAsync(started, end));
            await started.Task;
        }

        return set;
    }

    private static Task TrackAsync(IRuntime rt, Task end, bool isClosed)
    {
        var tracker = new TaskTracker(rt);
        tracker.Spawn(_ => end);
        if (isClosed)
            tracker.Close();
        return tracker.WaitAsync();
    }
}
