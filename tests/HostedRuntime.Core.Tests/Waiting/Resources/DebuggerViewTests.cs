using System.Diagnostics;
using System.Reflection;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Waiting;

/// <summary>
/// The views of the public types in a debugger, read as a debugger reads them: by the attributes of the type. A value whose ToString throws
/// shows that no code of users runs.
/// </summary>
public sealed class DebuggerViewTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 }, name: "views");

    public static TheoryData<string> Types =>
    [
        .. typeof(AsyncMutex).Assembly.GetExportedTypes()
            .Where(static type => type.Namespace is "HostedRuntime.Sync" or "HostedRuntime.Channels" && type.IsClass)
            .Where(static type => type.GetProperty("Name") is not null || type.Name.Contains("Sender", StringComparison.Ordinal) || type.Name.Contains("Receiver", StringComparison.Ordinal))
            .Select(static type => type.FullName!),
    ];

    public void Dispose() => _rt.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void Attributes_OfLocksAndChannelEnds_NameDisplayAndProxy(string name)
    {
        var type = typeof(AsyncMutex).Assembly.GetType(name, throwOnError: true)!;
        Assert.Equal("{DebuggerDisplay,nq}", type.GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);
        Assert.NotNull(type.GetCustomAttribute<DebuggerTypeProxyAttribute>());
    }

    [Fact]
    public async Task Lock_HeldByTask_ShowsNameHolderAndWaiter()
    {
        var mutex = new AsyncMutex<Loud>(new Loud()) { Name = "orders" };
        var end = Signals.Create();
        var holder = _rt.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                    await end.Task;
            },
            new SpawnOptions { Name = "loader" });
        Signals.SpinUntil(() => mutex.IsLocked, "the lock is held");
        var waiter = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");

        Assert.Equal("'orders': held by 'loader', 1 waiting", DebuggerView.TextOf(mutex));
        var view = new DebuggerView(mutex);
        Assert.Equal(("orders", "held", 1), (view.Get<string>("Name"), view.Get<string>("State"), view.Get<int>("Waiters")));
        Assert.Equal(new ResourceHolderView("'loader'", "lock"), Assert.Single(view.Get<ResourceHolderView[]>("Holders")));
        end.SetResult();
        await holder;
        await waiter;
        Assert.Empty(new DebuggerView(mutex).Get<ResourceHolderView[]>("Holders"));
    }

    [Fact]
    public async Task Semaphore_WithHolders_ShowsEachWithItsPermits()
    {
        var semaphore = new AsyncSemaphore(5);
        var one = await semaphore.AcquireAsync();
        var three = await semaphore.AcquireAsync(3);
        Assert.Equal("1 of 5 permits free, held by code outside of tasks, code outside of tasks, 0 waiting", DebuggerView.TextOf(semaphore));
        var view = new DebuggerView(semaphore);
        Assert.Equal((4, 5), (view.Get<int?>("Depth"), view.Get<int?>("Capacity")));
        Assert.Equal(["3 permits", "permit"], view.Get<ResourceHolderView[]>("Holders").Select(static holder => holder.Holds).Order(StringComparer.Ordinal));
        one.Dispose();
        three.Dispose();
    }

    [Fact]
    public async Task ChannelEnds_WithItems_ShowFigures()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<Loud>(16, "orders");
        await sender.WriteAsync(new Loud());
        await sender.WriteAsync(new Loud());
        Assert.True(receiver.TryRead(out _));
        foreach (var end in new object[] { sender, receiver, sender.ToWeak() })
        {
            Assert.Equal("'orders': 1 of 16 places taken, 1 sender, 0 waiting", DebuggerView.TextOf(end));
            var view = new DebuggerView(end);
            Assert.Equal((1, 16, 2L, 1L), (view.Get<int?>("Depth"), view.Get<int?>("Capacity"), view.Get<long?>("Sent"), view.Get<long?>("Received")));
        }
    }

    [Fact]
    public void OtherEnds_OfChannels_ShowStateAndNoValue()
    {
        var (watched, watching) = Watch.Create(new Loud());
        var (broadcasts, listener) = Broadcast.Create<Loud>(4);
        var (one, other) = Oneshot.Create<Loud>();
        Assert.Equal("1 receiver, 0 waiting", DebuggerView.TextOf(watched));
        Assert.Equal("1 receiver, 0 waiting", DebuggerView.TextOf(watching));
        Assert.Equal("1 receiver, 0 waiting", DebuggerView.TextOf(broadcasts));
        Assert.Equal("1 receiver, 0 waiting", DebuggerView.TextOf(listener));
        Assert.Equal(("open", "open"), (DebuggerView.TextOf(one), DebuggerView.TextOf(other)));
        Assert.True(one.TrySend(new Loud()));
        Assert.Equal(("sent", "sent"), (DebuggerView.TextOf(one), DebuggerView.TextOf(other)));
        Assert.Equal(("closed", "closed"), (DebuggerView.TextOf(default(OneshotSender<Loud>)), DebuggerView.TextOf(default(OneshotReceiver<Loud>))));
    }

    [Fact]
    public void OtherLocks_NobodyUses_ShowState()
    {
        Assert.Equal("'gate': 0 of 3 arrived, 0 waiting", DebuggerView.TextOf(new AsyncBarrier(3) { Name = "gate" }));
        Assert.Equal("empty, 0 waiting", DebuggerView.TextOf(new OnceCell<Loud>()));
        Assert.Equal("set, 0 waiting", DebuggerView.TextOf(new OnceCell<Loud>(new Loud())));
        Assert.Equal("no notification stored, 0 waiting", DebuggerView.TextOf(new AsyncNotify()));
        Assert.Equal("'rates': free, 0 waiting", DebuggerView.TextOf(new AsyncReaderWriterLock { Name = "rates" }));
        using var queue = new DelayQueue<Loud>();
        Assert.Equal("0 items, 0 waiting", DebuggerView.TextOf(queue));
    }

    [Fact]
    public async Task Handle_OfWaitingTask_ShowsWaitAndStack()
    {
        var mutex = new AsyncMutex { Name = "orders" };
        var held = await mutex.LockAsync();
        JoinHandle<Loud> task = _rt.Spawn(() => LoadAsync(mutex), new SpawnOptions { Name = "loader" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1 && new DebuggerView(task).Get<string[]>("Stack").Length > 0, "the task waits");

        var view = new DebuggerView(task);
        Assert.Equal((task.Id, "loader", "Waiting"), (view.Get<long>("Id"), view.Get<string>("Name"), view.Get<string>("State")));
        Assert.StartsWith("DebuggerViewTests.cs:", view.Get<string>("SpawnedAt"), StringComparison.Ordinal);
        Assert.Equal(["'orders': AsyncMutex, held by code outside of tasks"], view.Get<string[]>("WaitsOn"));
        Assert.Equal("at DebuggerViewTests.LoadAsync", view.Get<string[]>("Stack")[1]);
        held.Dispose();
        await task;
        view = new DebuggerView(task);
        Assert.Equal("Completed", view.Get<string>("State"));
        Assert.Empty(view.Get<string[]>("WaitsOn"));
        Assert.Empty(view.Get<string[]>("Stack"));
    }

    [Fact]
    public async Task Runtime_WithTasks_ShowsThemAndItsWorkers()
    {
        var mutex = new AsyncMutex { Name = "views of a runtime" };
        var held = await mutex.LockAsync();
        var task = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose(), new SpawnOptions { Name = "loader" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");

        var view = new DebuggerView(_rt);
        Assert.Equal(
            ("views", RuntimeFlavor.MultiThread, RuntimeState.Running),
            (view.Get<string>("Name"), view.Get<RuntimeFlavor>("Flavor"), view.Get<RuntimeState>("State")));
        Assert.Equal("loader", Assert.Single(view.Get<TaskSnapshot[]>("Tasks")).Name);
        Assert.Equal(2, view.Get<WorkerSnapshot[]>("Workers").Length);
        Assert.Contains(view.Get<ResourceSnapshot[]>("Resources"), static row => row.Resource.Name == "views of a runtime");
        Assert.StartsWith("Runtime 'views': ", view.Get<string>("Text"), StringComparison.Ordinal);
        Assert.Equal(1, view.Get<RuntimeMetrics>("Metrics").AliveTasks);
        Assert.Empty(view.Get<DeadlockCycle[]>("Deadlocks"));
        held.Dispose();
        await task;
    }

    private static async Task<Loud> LoadAsync(AsyncMutex mutex)
    {
        using (await mutex.LockAsync())
            return new Loud();
    }
}
