namespace HostedRuntime.Diagnostics;

/// <summary>
/// Callbacks of a runtime, one settable delegate each; <c>+=</c> combines. Unset, each costs one null check. Set them before the
/// runtime is created.
/// </summary>
/// <remarks>
/// Called on the thread that the event is about, so a hook must be quick and thread-safe. It should not throw: there is nobody
/// left to tell, so what it throws is dropped.
/// </remarks>
public sealed class RuntimeHooks
{
    /// <summary>A worker or blocking thread started; the worker's index, or -1 for a blocking thread. On that thread.</summary>
    public Action<int>? ThreadStarted { get; set; }

    /// <summary>A worker or blocking thread is about to end. On that thread.</summary>
    public Action<int>? ThreadStopping { get; set; }

    /// <summary>A worker found no work and is about to sleep. May spawn: then it does not sleep.</summary>
    public Action<int>? WorkerParking { get; set; }

    /// <summary>A worker woke up.</summary>
    public Action<int>? WorkerUnparked { get; set; }

    /// <summary>A task was spawned, before it is queued. On the spawning thread.</summary>
    public Action<TaskInfo>? TaskSpawned { get; set; }

    /// <summary>A task ended, before any joiner knows.</summary>
    public Action<TaskInfo>? TaskTerminated { get; set; }

    /// <summary>A worker, or a thread of the pool that stands in for one, is about to run a task; its id.</summary>
    public Action<long>? BeforePoll { get; set; }

    /// <summary>It has run the task; its id.</summary>
    public Action<long>? AfterPoll { get; set; }

    /// <summary>
    /// A fault that is unhandled: of a detached task, at its end; of a task whose handle was collected before anybody awaited it; of a task that
    /// nobody has awaited when the runtime ends; of an async void method or a raw post. Reported once, unless
    /// <see cref="RuntimeOptions.UnhandledFaults"/> says to ignore it. If the handle is awaited later, the await throws all the same.
    /// </summary>
    public Action<TaskInfo, Exception>? TaskFaulted { get; set; }

    /// <summary>
    /// A task has failed, and nobody has awaited it for <see cref="RuntimeOptions.FaultObservationDelay"/>. It is no unhandled fault yet: its
    /// handle is alive, and may still be awaited. Called once for a fault at most, on the runtime, unless
    /// <see cref="RuntimeOptions.UnhandledFaults"/> says to ignore faults.
    /// </summary>
    public Action<TaskInfo, Exception>? TaskFaultUnobserved { get; set; }

    /// <summary>
    /// A body has kept its thread in one run for <see cref="RuntimeOptions.StallThreshold"/>: it sleeps, computes or waits where it should
    /// await, or belongs on the blocking pool. With the task, whose <see cref="TaskInfo.WaitsOn"/> says what it waits for if that is
    /// known, and how long it has lasted at least. Null: the task could not be told.
    /// </summary>
    /// <remarks>
    /// Once a stall, and again at twice, four times... the threshold while it lasts. Not for what stands in
    /// <see cref="AsyncRuntime.BlockInPlace(Action)"/>. On a thread of its own, one call after the other, so this hook may take its time.
    /// </remarks>
    public Action<TaskInfo?, TimeSpan>? WorkerStalled { get; set; }
}
