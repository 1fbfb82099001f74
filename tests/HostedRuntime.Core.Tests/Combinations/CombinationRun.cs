using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>
/// One combination on a runtime of its own. The phases are driven by what the engine and the body say, never by the clock; the
/// shutdown's token ends its drain.
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

    /// <summary>Runs it and checks all that can be checked before the garbage collector has been round.</summary>
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
        if (_combination.IsForestalled)
            task.Abort();
        runtime.Start();
        if (!_combination.IsForestalled)
            _body.UntilHeld(runtime);

        using var cut = new CancellationTokenSource();
        var shutdown = BeginShutdown(runtime, cut);
        if (_combination.Aborted is AbortTime.WhileRunning or AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting)
            task.Abort();
        if (_combination.Aborted == AbortTime.TwiceWhileWaiting)
            task.Abort();
        _body.LetRun();
        // What an abort ends must end without help.
        if (!_combination.IsAbortDelivered)
            _body.Grant();
        Signals.SpinUntil(() => task.IsFinished, "the task ends");
        if (_combination.Aborted == AbortTime.AfterEnd)
            task.Abort();

        // A handle says that it is finished a moment before the task is counted out, and a shutdown that begins in between has drained it.
        if (shutdown is null)
            Signals.SpinUntil(() => runtime.Metrics.AliveTasks == 0, "the task is counted out");
        CheckReport((shutdown ?? runtime.ShutdownAsync(Timeout.InfiniteTimeSpan)).Result, task.TaskId);
        _joiners.Check(_combination);
        Assert.Equal(_combination.IsForestalled ? 0 : 1, _body.Runs);
        Signals.SpinUntil(() => runtime.Metrics.AliveTasks == 0, "the task is counted out");
        Assert.Equal((1, 1, 0), (runtime.Metrics.SpawnedTasks, Volatile.Read(ref _terminated), runtime.CaptureTasks().Count));
        // A thread that was left in the body goes with the body's end, and nobody waits for it.
        Signals.SpinUntil(() => Volatile.Read(ref _threads) == 0, "no thread is left");
        Assert.Equal(RuntimeState.Stopped, runtime.State);
    }

    /// <summary>Apart: frames of unoptimized code keep what they once held, and a dropped handle must be dropped.</summary>
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
                Assert.Equal(RuntimeState.Draining, _combination.IsForestalled ? RuntimeState.Draining : runtime.State);
                return draining;
            case ShutdownPhase.Abort:
                var aborting = runtime.ShutdownAsync(Timeout.InfiniteTimeSpan, cut.Token);
                cut.Cancel();
                if (!_combination.IsForestalled)
                    _body.UntilAbortSeen();
                return aborting;
            default:
                var reported = runtime.ShutdownAsync(TimeSpan.Zero);
                reported.Wait();
                return reported;
        }
    }

    /// <summary>A task that was alive when the shutdown began is in the report once: as drained, as aborted, or by name.</summary>
    private void CheckReport(ShutdownReport report, long id)
    {
        Assert.All(report.StillRunning, info => Assert.Equal((id, _combination.ToString()), (info.Id, info.Name)));
        var alive = _combination is { IsForestalled: false, Phase: not ShutdownPhase.None } ? 1 : 0;
        var drained = _combination.Phase == ShutdownPhase.Drain ? alive : 0;
        Assert.Equal((drained, alive - drained), (report.Drained, report.Aborted + report.StillRunning.Count));
        // Held in its body or in a wait that nothing ended, it cannot have ended before.
        if (_combination is { Phase: ShutdownPhase.Reported, IsForestalled: false } and ({ IsHeldRunning: true } or { IsAbortDelivered: false }))
            Assert.Single(report.StillRunning);
    }
}
