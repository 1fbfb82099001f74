namespace HostedRuntime.Diagnostics;

/// <summary>
/// The callbacks of a runtime, one delegate property each; combine several with <c>+=</c>. A hook that is not set costs one null check. Set
/// the hooks before the runtime is created.
/// </summary>
/// <remarks>
/// A hook runs on the thread of its event, so it must be quick and thread-safe. It should not throw: its exceptions are dropped, because
/// nothing is left to report them to.
/// </remarks>
public sealed class RuntimeHooks
{
    /// <summary>
    /// Called when a worker or blocking thread has started, on that thread. Gets the index of the worker, or -1 for a blocking thread.
    /// </summary>
    public Action<int>? ThreadStarted { get; set; }

    /// <summary>
    /// Called when a worker or blocking thread is about to end, on that thread. Gets the index of the worker, or -1 for a blocking thread.
    /// </summary>
    public Action<int>? ThreadStopping { get; set; }

    /// <summary>
    /// Called when a worker has found no work and is about to sleep. Gets the index of the worker. If the hook spawns a task, the worker
    /// does not sleep.
    /// </summary>
    public Action<int>? WorkerParking { get; set; }

    /// <summary>Called when a worker has woken up. Gets the index of the worker.</summary>
    public Action<int>? WorkerUnparked { get; set; }

    /// <summary>Called when a task is spawned, before it is queued, on the spawning thread.</summary>
    public Action<TaskInfo>? TaskSpawned { get; set; }

    /// <summary>Called when a task has ended, before its joiners are notified.</summary>
    public Action<TaskInfo>? TaskTerminated { get; set; }

    /// <summary>Called before a worker, or a thread of the ThreadPool in that flavor, polls a task. Gets the id of the task.</summary>
    public Action<long>? BeforePoll { get; set; }

    /// <summary>Called after that thread has polled the task. Gets the id of the task.</summary>
    public Action<long>? AfterPoll { get; set; }

    /// <summary>
    /// Called once for an unhandled fault, unless <see cref="RuntimeOptions.UnhandledFaults"/> says to ignore it. If the handle is awaited
    /// later, the await throws nevertheless. A fault is unhandled in one of these cases:
    /// <list type="bullet">
    /// <item>The task was detached. The call comes at its end.</item>
    /// <item>The handle of the task was collected before any code awaited it.</item>
    /// <item>The runtime ends, and no code has awaited the task.</item>
    /// <item>An async void method or a raw post threw the exception.</item>
    /// </list>
    /// </summary>
    public Action<TaskInfo, Exception>? TaskFaulted { get; set; }

    /// <summary>
    /// Called when a task has failed and no code has awaited it for <see cref="RuntimeOptions.FaultObservationDelay"/>. The fault is not
    /// unhandled yet, because the handle is alive and may still be awaited. Called at most once for a fault, on the runtime, unless
    /// <see cref="RuntimeOptions.UnhandledFaults"/> says to ignore faults.
    /// </summary>
    public Action<TaskInfo, Exception>? TaskFaultUnobserved { get; set; }

    /// <summary>
    /// Called when a body has kept its thread in one poll for <see cref="RuntimeOptions.StallThreshold"/>. Such a body sleeps, computes or
    /// blocks where it should await, or belongs on the blocking pool. Gets the task and the least time that the poll has lasted.
    /// <see cref="TaskInfo.WaitsOn"/> says what blocks the thread, if that is known. The task is null if it could not be determined.
    /// </summary>
    /// <remarks>
    /// Called once for a stall, and again at twice, four times and so on the threshold while it lasts. Not called for a body in
    /// <see cref="AsyncRuntime.BlockInPlace(Action)"/>. Calls are made one after the other on a thread of their own, so this hook may take
    /// its time.
    /// </remarks>
    public Action<TaskInfo?, TimeSpan>? WorkerStalled { get; set; }

    /// <summary>
    /// Called when tasks wait for each other and none of them can go on: a deadlock over locks, joins or once-cells. The members may belong
    /// to several runtimes; the hook of each is called at most once.
    /// </summary>
    /// <remarks>
    /// Called once for a deadlock, within three seconds after its last wait began. There are no false alarms, except in two cases: a guard
    /// was handed to another task, which will dispose it, or permits will come from AddPermits. Calls are made one after the other on a
    /// thread of their own, so this hook may take its time.
    /// </remarks>
    public Action<DeadlockCycle>? DeadlockFound { get; set; }
}
