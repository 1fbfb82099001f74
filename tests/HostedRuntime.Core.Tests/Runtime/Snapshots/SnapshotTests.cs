using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>A snapshot describes workers, tasks and resources, as rows, as text and as JSON.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, MeasureTaskTimes = true }, name: "shop");
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _end.TrySetResult();
        _rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        _rt.Dispose();
    }

    [Fact]
    public void Tasks_WhenOneWaitsInALock_SaysForWhatAndWhere()
    {
        var mutex = new AsyncMutex { Name = "orders" };
        Assert.True(mutex.TryLock(out _));
        var task = _rt.Spawn(TakeAsync, new SpawnOptions { Name = "taker" });
        Signals.UntilWaiting(_rt, 1);
        var row = Assert.Single(_rt.CaptureSnapshot().Tasks);
        Assert.Equal((task.Id, "taker", TaskKind.Async, "SnapshotTests.cs"), (row.Id, row.Name, row.Kind, row.File));
        Assert.Equal(1, row.Polls);
        Assert.NotNull(row.Busy);
        Assert.NotNull(row.LastPoll);
        var wait = Assert.Single(row.Waits);
        Assert.Equal(("lock", ResourceKind.Mutex, "orders"), (wait.Purpose, wait.Resource!.Kind, wait.Resource.Name));
        Assert.Equal("AsyncMutex, held by code outside of tasks", wait.Text);

        async Task TakeAsync() => (await mutex.LockAsync()).Dispose();
    }

    [Fact]
    public async Task ParentId_WhenANamedTaskIsSpawnedInATask_IsItsId()
    {
        long? parent = null;
        var outer = _rt.Spawn(async () =>
        {
            parent = CurrentTask.Id;
            _ = _rt.Spawn(async () => await _end.Task, new SpawnOptions { Name = "inner" });
            await _end.Task;
        });
        Signals.UntilWaiting(_rt, 2);
        Assert.Equal(parent, _rt.CaptureSnapshot().Tasks.Single(static task => task.Name == "inner").ParentId);
        _end.SetResult();
        await outer;
    }

    [Fact]
    public void Group_WhenATaskBelongsToAScope_NamesIt()
    {
        _ = _rt.Spawn(async () => await _rt.RunScopeAsync(
            scope =>
            {
                scope.Spawn(async _ => await _end.Task, new SpawnOptions { Name = "member" });
                return Task.CompletedTask;
            },
            new TaskScopeOptions { Name = "batch" }));
        Signals.UntilWaiting(_rt, 2);
        Assert.Equal("TaskScope 'batch'", _rt.CaptureSnapshot().Tasks.Single(static task => task.Name == "member").Group);
    }

    [Fact]
    public void Resources_WhenNamed_AreListedIdle()
    {
        var all = new object[]
        {
            new AsyncMutex { Name = "n-mutex" }, new AsyncMutex<int>(1) { Name = "n-mutex-value" }, new AsyncReaderWriterLock { Name = "n-rw" }, new AsyncReaderWriterLock<int>(1) { Name = "n-rw-value" },
            new AsyncSemaphore(3) { Name = "n-semaphore" }, new AsyncNotify { Name = "n-notify" }, new AsyncBarrier(2) { Name = "n-barrier" }, new OnceCell<int> { Name = "n-once" },
            new DelayQueue<int> { Name = "n-delay" }, MpscChannel.CreateBounded<int>(2, "n-bounded"), MpscChannel.CreateUnbounded<int>("n-unbounded"),
            MpscChannel.CreateBounded<int>(2, System.Threading.Channels.BoundedChannelFullMode.DropOldest, name: "n-dropping"), Broadcast.Create<int>(4, "n-broadcast"), Watch.Create(1, "n-watch"),
        };
        var named = _rt.CaptureSnapshot().Resources.Where(static row => row.Resource.Name?.StartsWith("n-", StringComparison.Ordinal) == true).ToDictionary(static row => row.Resource.Name!);
        Assert.Equal(all.Length, named.Count);
        Assert.Equal(("free", 0), (named["n-mutex"].State, named["n-mutex"].Waiters));
        Assert.Equal((0, 3, "3 of 3 permits free"), (named["n-semaphore"].Depth, named["n-semaphore"].Capacity, named["n-semaphore"].State));
        Assert.Equal((0, 2, 0L, 0L), (named["n-bounded"].Depth, named["n-bounded"].Capacity, named["n-bounded"].Sent, named["n-bounded"].Received));
        Assert.Equal(named.Count, named.Values.Select(static row => row.Resource.Id).Distinct().Count());
        GC.KeepAlive(all);
    }

    [Fact]
    public void Resources_WhenUnnamed_AreListedWhileATaskWaits()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        Assert.DoesNotContain(_rt.CaptureSnapshot().Resources, static row => row.Resource.Name is null);
        var reader = _rt.Spawn(async () => await receiver.ReadAsync());
        Signals.UntilWaiting(_rt, 1);
        var row = Assert.Single(_rt.CaptureSnapshot().Resources, static row => row.Resource.Name is null);
        Assert.Equal((ResourceKind.Mpsc, 1, "0 of 1 places taken, 1 sender"), (row.Resource.Kind, row.Waiters, row.State));
        Assert.Equal("item", Assert.Single(_rt.CaptureSnapshot().Tasks.Single().Waits).Purpose);
        Assert.True(sender.TryWrite(1));
        reader.JoinAsync().AsTask().Wait(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Name_WhenEmpty_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => new AsyncMutex { Name = name });
        Assert.Throws<ArgumentException>(nameof(name), () => MpscChannel.CreateBounded<int>(1, name));
    }

    [Fact]
    public void MaxTasks_WhenThereAreMore_KeepsTheLongestWaiting()
    {
        for (var i = 0; i < 20; i++)
            _ = _rt.Spawn(async () => await _end.Task);
        Signals.UntilWaiting(_rt, 20);
        var snapshot = _rt.CaptureSnapshot(new SnapshotOptions { MaxTasks = 5, WithStacks = false });
        Assert.Equal((5, 15), (snapshot.Tasks.Count, snapshot.TasksLeftOut));
        Assert.All(snapshot.Tasks, static task => Assert.Null(task.Stack));
        Assert.Contains("15 tasks left out by MaxTasks", snapshot.ToText());
        Assert.Throws<ArgumentOutOfRangeException>("value", static () => new SnapshotOptions { MaxTasks = -1 });
    }

    [Fact]
    public void ToText_WhenTasksAreEqual_GroupsThem()
    {
        var mutex = new AsyncMutex { Name = "grouped" };
        Assert.True(mutex.TryLock(out _));
        for (var i = 0; i < 12; i++)
            _ = _rt.Spawn(TakeAsync);
        Signals.UntilWaiting(_rt, 12);
        var text = _rt.CaptureSnapshot().ToText();
        Assert.StartsWith("Runtime 'shop': MultiThread, Running, up ", text);
        Assert.Matches(@"\n12 tasks  waiting( [\d.:]+ m?s| [\d:]+)? in Mutex 'grouped' \(lock\)\n", text);
        Assert.Contains(" and 9 more, spawned at SnapshotTests.cs:", text);
        Assert.Contains("at SnapshotTests.ToText_WhenTasksAreEqual_GroupsThem.TakeAsync (local function)", text);

        async Task TakeAsync() => (await mutex.LockAsync()).Dispose();
    }

    [Fact]
    public void ToJson_WhenReadBack_IsTheSame()
    {
        var mutex = new AsyncMutex { Name = "json" };
        Assert.True(mutex.TryLock(out _));
        _ = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose());
        Signals.UntilWaiting(_rt, 1);
        var snapshot = _rt.CaptureSnapshot();
        var json = SnapshotJson.Write([snapshot]);
        var read = Assert.Single(SnapshotJson.ReadAll(json));
        Assert.Equal(json, SnapshotJson.Write([read]));
        Assert.Equal(snapshot.Tasks[0].Stack!.Methods, read.Tasks[0].Stack!.Methods);
        Assert.Equal(snapshot.ToText(), read.ToText());
        Assert.Contains("\"kind\":\"Mutex\"", json);
    }

    [Fact]
    public void Workers_WhenOnePolls_SaysWhichTask()
    {
        var task = _rt.Spawn(() =>
        {
            while (!_end.Task.IsCompleted)
                Thread.SpinWait(100);
        });
        WorkerSnapshot? worker = null;
        Signals.SpinUntil(() => (worker = _rt.CaptureSnapshot().Workers.FirstOrDefault(worker => worker.TaskId == task.Id)) is not null, "a worker polls the task");
        Assert.Contains(worker!.State, new[] { WorkerState.Polling, WorkerState.Stalled });
        var row = _rt.CaptureSnapshot().Tasks.Single(row => row.Id == task.Id);
        Assert.Equal((TaskState.Running, (int?)worker.Index), (row.State, row.Worker));
    }

    [Fact]
    public void CaptureSnapshot_WhenStopped_ListsNoTask()
    {
        _rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        var snapshot = _rt.CaptureSnapshot();
        Assert.Equal(("Stopped", 0), (snapshot.State, snapshot.Tasks.Count));
        Assert.Contains("Stopped", snapshot.ToText());
    }
}
