using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>
/// Runs one combination on a runtime of its own. The engine and the body signal the phases, and no phase depends on the clock. The token
/// of the shutdown ends the drain.
/// </summary>
internal sealed class CombinationRun : IDisposable
{
    private readonly Combination _combination;
    private readonly CombinedBody _body;
    private readonly RuntimeHooks _hooks = new();
    private readonly Joiners _joiners = new();
    private int _threads;
    private int _terminated;

    private CombinationRun(Combination combination, Action<TaskInfo, Exception> onFault)
    {
        _combination = combination;
        _body = new CombinedBody(combination);
        _hooks.ThreadStarted = _ => Interlocked.Increment(ref _threads);
        _hooks.ThreadStopping = _ => Interlocked.Decrement(ref _threads);
        _hooks.TaskTerminated = _ => Interlocked.Increment(ref _terminated);
        _hooks.TaskFaulted = onFault;
    }

    /// <summary>Runs the combination, and checks everything that does not need a garbage collection.</summary>
    public static void Run(Combination combination, IRuntimeHandle observer, Action<TaskInfo, Exception> onFault)
    {
        using var run = new CombinationRun(combination, onFault);
        run.Run(observer);
    }

    public void Dispose() => _body.Dispose();

    private void Run(IRuntimeHandle observer)
    {
        var options = new RuntimeOptions { Flavor = _combination.Flavor };
        if (_combination.Flavor == RuntimeFlavor.MultiThread)
            options.WorkerThreads = 2;
        var runtime = AsyncRuntime.CreateUnstarted(options, hooks: _hooks, name: _combination.ToString());
        var task = Spawn(runtime, observer);
        if (_combination.IsAbortedBeforeStart)
            task.Abort();
        runtime.Start();
        if (!_combination.IsAbortedBeforeStart)
            _body.UntilHeld(runtime);

        using var cut = new CancellationTokenSource();
        var shutdown = BeginShutdown(runtime, cut);
        if (_combination.Aborted is AbortTime.WhileRunning or AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting)
            task.Abort();
        if (_combination.Aborted == AbortTime.TwiceWhileWaiting)
            task.Abort();
        _body.LetRun();
        // If an abort ends the wait, the wait must end without a grant.
        if (!_combination.IsAbortDelivered)
            _body.Grant();
        Signals.SpinUntil(() => task.IsFinished, "the task ends");
        if (_combination.Aborted == AbortTime.AfterEnd)
            task.Abort();

        // A handle is finished a moment before its task is counted out. A shutdown that begins in between would count the task as drained.
        if (shutdown is null)
            Signals.SpinUntil(() => runtime.Metrics.AliveTasks == 0, "the task is counted out");
        CheckReport((shutdown ?? runtime.ShutdownAsync(Timeout.InfiniteTimeSpan)).Result, task.TaskId);
        _joiners.Check(_combination);
        Assert.Equal(_combination.IsAbortedBeforeStart ? 0 : 1, _body.Runs);
        Signals.SpinUntil(() => runtime.Metrics.AliveTasks == 0, "the task is counted out");
        Assert.Equal((1, 1, 0), (runtime.Metrics.SpawnedTasks, Volatile.Read(ref _terminated), runtime.CaptureTasks().Count));
        // A thread that was still in the body exits when the body ends, and the shutdown does not wait for that.
        Signals.SpinUntil(() => Volatile.Read(ref _threads) == 0, "no thread is left");
        Assert.Equal(RuntimeState.Stopped, runtime.State);
    }

    /// <summary>Spawns the task, and drops or joins its handle.</summary>
    /// <remarks>A method of its own, because frames of unoptimized code would keep a dropped handle alive.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private AbortHandle Spawn(IRuntime runtime, IRuntimeHandle observer)
    {
        var body = _body;
        var options = new SpawnOptions { Name = _combination.ToString() };
        var handle = _combination.Kind switch
        {
            BodyKind.Task => runtime.Spawn(body.RunAsync, options),
            BodyKind.ValueTask => runtime.Spawn(ct => new ValueTask(body.RunAsync(ct)), options),
            _ => runtime.SpawnBlocking(body.RunBlocking, options),
        };
        if (!_combination.IsDropped)
            _joiners.Join(handle, observer);
        return handle.AbortHandle;
    }

    private Task<ShutdownReport>? BeginShutdown(IRuntime runtime, CancellationTokenSource cut)
    {
        switch (_combination.Phase)
        {
            case ShutdownPhase.None:
                return null;
            case ShutdownPhase.Drain:
                var draining = runtime.ShutdownAsync(Timeout.InfiniteTimeSpan);
                Assert.Equal(RuntimeState.Draining, _combination.IsAbortedBeforeStart ? RuntimeState.Draining : runtime.State);
                return draining;
            case ShutdownPhase.Abort:
                var aborting = runtime.ShutdownAsync(Timeout.InfiniteTimeSpan, cut.Token);
                cut.Cancel();
                if (!_combination.IsAbortedBeforeStart)
                    _body.UntilAbortSeen();
                return aborting;
            default:
                var reported = runtime.ShutdownAsync(TimeSpan.Zero);
                reported.Wait();
                return reported;
        }
    }

    /// <summary>Checks that a task which was alive when the shutdown began is in the report once: drained, aborted or named.</summary>
    private void CheckReport(ShutdownReport report, long id)
    {
        Assert.All(report.StillRunning, info => Assert.Equal((id, _combination.ToString()), (info.Id, info.Name)));
        var alive = _combination is { IsAbortedBeforeStart: false, Phase: not ShutdownPhase.None } ? 1 : 0;
        var drained = _combination.Phase == ShutdownPhase.Drain ? alive : 0;
        Assert.Equal((drained, alive - drained), (report.Drained, report.Aborted + report.StillRunning.Count));
        // The task was held in its body, or in a wait that no abort ends, so it cannot have ended before the report.
        if (_combination is { Phase: ShutdownPhase.Reported, IsAbortedBeforeStart: false } and ({ IsHeldRunning: true } or { IsAbortDelivered: false }))
            Assert.Single(report.StillRunning);
    }
}
