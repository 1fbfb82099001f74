using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// What code that uses a runtime injects: spawn on it, block on it, look at it. Cheap to hold and thread-safe; usable from any
/// thread, before the start and after the end of the runtime too.
/// </summary>
/// <remarks>
/// The verbs (<c>Spawn</c>, <c>SpawnBlocking</c>, <c>BlockOn</c>) are extension methods, all on one level, so that overload resolution
/// sees them together. Mock libraries can implement the interface, but only the handles that this package makes run tasks: on another one
/// the verbs throw <see cref="ForeignRuntimeHandleException"/>. So the interface may grow.
/// </remarks>
public interface IRuntimeHandle
{
    /// <summary>The runtime's name; "default" unless it was given one.</summary>
    string Name { get; }

    /// <summary>What runs its tasks.</summary>
    RuntimeFlavor Flavor { get; }

    /// <summary>
    /// The runtime's clock and timers: the system's time, and a timer wheel that needs no thread of the ThreadPool; or what the runtime was
    /// created with. For <c>Task.Delay</c>, <c>PeriodicTimer</c>, <c>CancellationTokenSource</c>, <c>WaitAsync</c> and all that takes a
    /// <see cref="System.TimeProvider"/>.
    /// </summary>
    /// <remarks>
    /// Timers have a resolution of 1 ms and never fire early. Callbacks run on the runtime, as parts of a task named "timers"; what they throw
    /// is an unhandled fault. After the end of the runtime its timers go on with the ThreadPool. Thread-safe.
    /// </remarks>
    TimeProvider TimeProvider { get; }

    /// <summary>The runtime's figures, taken now.</summary>
    RuntimeMetrics Metrics { get; }

    /// <summary>
    /// Fires when the runtime begins to stop, before its tasks are aborted: for bodies that want to end early, or begin nothing new. A task
    /// that is simply to end then is spawned with <see cref="StopBehavior.Cancel"/>.
    /// </summary>
    /// <remarks>
    /// Callbacks run on a thread of the shutdown's own, one after the other; what they throw is an unhandled fault. The token of a
    /// <see cref="ChildRuntime"/> fires also when the branch ends. A shutdown without any grace, as one with a timeout of zero, aborts
    /// first.
    /// </remarks>
    CancellationToken Stopping { get; }

    /// <summary>
    /// Makes this the thread's current runtime until the scope is disposed: <see cref="AsyncRuntime.Handle"/> is this one, and sleeps and
    /// timeouts go by its clock. It wins over the runtime of the task that runs here.
    /// </summary>
    /// <returns>A scope that cannot live across an await. Dispose of scopes in the reverse order, as <c>using</c> does.</returns>
    RuntimeScope Enter();

    /// <summary>The tasks that are suspended or running now. Those that were spawned and never ran yet are only counted, in <see cref="Metrics"/>.</summary>
    /// <returns>A snapshot.</returns>
    IReadOnlyList<TaskInfo> CaptureTasks();
}
