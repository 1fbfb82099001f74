using System.Runtime.CompilerServices;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>
/// If a context or scheduler refuses to resume one wait, that is reported as a fault. Other waits, and the code that ended them, continue.
/// </summary>
public sealed class ForeignContextTests
{
    public static TheoryData<string> Primitives => ["notify", "join", "channel", "barrier"];

    [Theory]
    [MemberData(nameof(Primitives))]
    public Task Signal_WhenAContextRefusesPost_WakesOtherWaiters(string primitive)
        => WakesTheOthersAsync(primitive, wait =>
        {
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new RefusingContext());
            _ = wait();
            SynchronizationContext.SetSynchronizationContext(before);
        });

    [Theory]
    [MemberData(nameof(Primitives))]
    public Task Signal_WhenASchedulerRefusesATask_WakesOtherWaiters(string primitive)
        => WakesTheOthersAsync(primitive, static wait =>
        {
            var scheduler = new RefusingScheduler();
            var begin = new Task(() => _ = wait());
            begin.RunSynchronously(scheduler);
        });

    private static async Task WakesTheOthersAsync(string primitive, Action<Func<Task>> beginRefused)
    {
        var faults = new List<Exception>();
        var faulted = Signals.Create();
        var hooks = new RuntimeHooks();
        hooks.TaskFaulted += (_, error) =>
        {
            lock (faults)
                faults.Add(error);
            faulted.TrySetResult();
        };
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 }, hooks: hooks);
        var (wait, end) = Make(primitive, rt);
        beginRefused(wait);
        var others = Enumerable.Range(0, 3).Select(_ => rt.Spawn(wait)).ToArray();
        Signals.UntilWaiting(rt, others.Length + (primitive == "join" ? 1 : 0));
        await rt.Spawn(end);
        foreach (var other in others)
            await other;
        await faulted.Task;
        var error = Assert.IsType<InvalidOperationException>(Assert.Single(faults));
        Assert.Contains("threw, so the method that awaited under it never goes on", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    /// <summary>Creates the wait of all waiters, and the action that ends it for all of them.</summary>
    private static (Func<Task> Wait, Action End) Make(string primitive, IRuntime rt)
    {
        switch (primitive)
        {
            case "notify":
                var notify = new AsyncNotify();
                return (async () => await notify.WaitAsync(), notify.NotifyAll);
            case "join":
                var gate = new AsyncNotify();
                var joined = rt.Spawn(async () => await gate.WaitAsync());
                // The task whose end wakes the joiners is not the task that opens the gate. The fault is reported for the task that ended.
                return (async () => await joined, gate.NotifyOne);
            case "channel":
                var (sender, _) = MpscChannel.CreateBounded<int>(1);
                Assert.True(sender.TryWrite(1));
                return (async () => Assert.False(await sender.WaitToWriteAsync()), sender.Dispose);
            case "barrier":
                var barrier = new AsyncBarrier(5);
                return (async () => await barrier.SignalAndWaitAsync(), () => _ = barrier.SignalAndWaitAsync().AsTask());
            default:
                throw new SwitchExpressionException(primitive);
        }
    }

    private sealed class RefusingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The context is gone.");

        public override SynchronizationContext CreateCopy() => this;
    }

    /// <summary>Runs a task that is executed inline, and refuses a task that is queued.</summary>
    private sealed class RefusingScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => throw new InvalidOperationException("The scheduler is gone.");

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
