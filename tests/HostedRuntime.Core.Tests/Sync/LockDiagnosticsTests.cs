using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>The holder of a lock is visible in the list of tasks, in the debugger, and in the output of a Debug build.</summary>
public sealed class LockDiagnosticsTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task WaitsOn_WhenATaskForgotItsGuard_NamesTheTask()
    {
        var mutex = new AsyncMutex();
        await _rt.Spawn(async () => { _ = await mutex.LockAsync(); }, new SpawnOptions { Name = "forgetful" });
        var waiter = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose(), new SpawnOptions { Name = "waiter" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        Assert.Equal("AsyncMutex, held by 'forgetful'", WaitsOn("waiter"));
        Assert.Equal("held by 'forgetful', 1 waiting", DebuggerTextOf(mutex));
        waiter.Abort();
        await waiter.JoinAsync();
    }

    [Fact]
    public async Task WaitsOn_WhenHeldOutsideOfTasks_ReportsThat()
    {
        var mutex = new AsyncMutex<int>(0);
        var held = await mutex.LockAsync();
        Assert.Equal("held by code outside of tasks, 0 waiting", DebuggerTextOf(mutex));
        var waiter = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose(), new SpawnOptions { Name = "waiter" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        Assert.Equal("AsyncMutex, held by code outside of tasks", WaitsOn("waiter"));
        held.Dispose();
        await waiter;
        Assert.Equal("free, 0 waiting", DebuggerTextOf(mutex));
    }

    [Fact]
    public async Task DebuggerDisplay_AfterTheRelease_NamesTheNextHolder()
    {
        var mutex = new AsyncMutex();
        var held = await mutex.LockAsync();
        var go = Signals.Create();
        var second = _rt.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                    await go.Task;
            },
            new SpawnOptions { Name = "second" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        held.Dispose();
        Assert.Equal("held by 'second', 0 waiting", DebuggerTextOf(mutex));
        go.SetResult();
        await second;
    }

    [Fact]
    public async Task WaitsOn_WhenReadersHold_NamesSomeAndCountsAll()
    {
        var rw = new AsyncReaderWriterLock();
        for (var i = 0; i < 4; i++)
            await _rt.Spawn(async () => { _ = await rw.ReadLockAsync(); }, new SpawnOptions { Name = $"reader {i}" });
        var writer = _rt.Spawn(async () => (await rw.WriteLockAsync()).Dispose(), new SpawnOptions { Name = "writer" });
        Signals.SpinUntil(() => rw.WaiterCount == 1, "the task waits");
        Assert.Equal("AsyncReaderWriterLock, to write, held by 4 readers: 'reader 0', 'reader 1', 'reader 2' and 1 more", WaitsOn("writer"));
        Assert.Equal("held by 4 readers: 'reader 0', 'reader 1', 'reader 2' and 1 more, 1 waiting", DebuggerTextOf(rw));
        writer.Abort();
        await writer.JoinAsync();
    }

    [Fact]
    public async Task WaitsOn_WhenAWriterHolds_NamesTheWriter()
    {
        var rw = new AsyncReaderWriterLock<int>(1);
        await _rt.Spawn(async () => { _ = await rw.WriteLockAsync(); }, new SpawnOptions { Name = "writer" });
        var reader = _rt.Spawn(async () => (await rw.ReadLockAsync()).Dispose(), new SpawnOptions { Name = "reader" });
        Signals.SpinUntil(() => rw.WaiterCount == 1, "the task waits");
        Assert.Equal("AsyncReaderWriterLock, to read, held by writer 'writer'", WaitsOn("reader"));
        reader.Abort();
        await reader.JoinAsync();
    }

    [Fact]
    public async Task LockAsync_WhenTheTaskHoldsTheLock_IsReported()
    {
        using var output = new DebugOutput();
        var mutex = new AsyncMutex();
        var task = _rt.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                    (await mutex.LockAsync()).Dispose();
            },
            new SpawnOptions { Name = "locks twice" });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits for itself");
        Assert.Equal("AsyncMutex, held by the same task", WaitsOn("locks twice"));
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        output.AssertReported("AsyncMutex: 'locks twice' waits for a lock that it holds.");
    }

    [Fact]
    public async Task ReadLockAsync_AgainBehindAWriter_IsReported()
    {
        using var output = new DebugOutput();
        var rw = new AsyncReaderWriterLock();
        var writer = default(JoinHandle);
        var task = _rt.Spawn(
            async () =>
            {
                using (await rw.ReadLockAsync())
                {
                    writer = _rt.Spawn(async () => (await rw.WriteLockAsync()).Dispose());
                    while (rw.WaiterCount == 0)
                        await CurrentTask.YieldAsync();
                    (await rw.ReadLockAsync()).Dispose();
                }
            },
            new SpawnOptions { Name = "reads twice" });
        Signals.SpinUntil(() => rw.WaiterCount == 2, "both wait");
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        await writer!;
        output.AssertReported("AsyncReaderWriterLock: 'reads twice' reads and asks to read again behind a writer that waits.");
    }

    private static string DebuggerTextOf(object of)
        => (string)of.GetType().GetProperty("DebuggerDisplay", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

    private string? WaitsOn(string name)
    {
        TaskInfo? info = null;
        // The waiter can be in the queue before the poll of the task has ended.
        Signals.SpinUntil(() => (info = _rt.CaptureTasks().Single(task => task.Name == name)).State == TaskState.Waiting, "the poll ends");
        return info!.WaitsOn;
    }

    /// <summary>Collects the output of Debug.WriteLine.</summary>
    /// <remarks>A Release build writes nothing, so the calls of <see cref="AssertReported"/> are left out of it.</remarks>
    private sealed class DebugOutput : TraceListener
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public DebugOutput() => Trace.Listeners.Add(this);

        public override void Write(string? message) => WriteLine(message);

        public override void WriteLine(string? message) => _lines.Enqueue(message ?? "");

        [Conditional("DEBUG")]
        public void AssertReported(string beginning) => Assert.Contains(_lines, line => line.StartsWith(beginning, StringComparison.Ordinal));

        protected override void Dispose(bool disposing)
        {
            Trace.Listeners.Remove(this);
            base.Dispose(disposing);
        }
    }
}
