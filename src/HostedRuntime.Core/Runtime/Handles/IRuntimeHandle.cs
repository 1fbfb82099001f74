using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// A runtime for code that uses it, for example by injection: spawns tasks, blocks on them, shows their state. Thread-safe and cheap to
/// hold.
/// </summary>
/// <remarks>
/// <para>It can be used on any thread, even before the start and after the end of the runtime.</para>
/// <para>The methods that run bodies (<c>Spawn</c>, <c>SpawnBlocking</c>, <c>BlockOn</c>) are extension methods, all on one level, so that
/// overload resolution sees them together. Mock libraries can implement the interface, but only the handles that this package makes run
/// tasks. On another handle these methods throw <see cref="ForeignRuntimeHandleException"/>. So the interface may grow.</para>
/// </remarks>
public interface IRuntimeHandle
{
    /// <summary>The name of the runtime; "default" if it was given none.</summary>
    string Name { get; }

    /// <summary>Which threads run the tasks.</summary>
    RuntimeFlavor Flavor { get; }

    /// <summary>
    /// The clock and the timers of the runtime. For <c>Task.Delay</c>, <c>PeriodicTimer</c>, <c>CancellationTokenSource</c>,
    /// <c>WaitAsync</c> and all other code that takes a <see cref="System.TimeProvider"/>.
    /// </summary>
    /// <remarks>
    /// <para>It is the system's time with a timer wheel that needs no thread of the ThreadPool, unless the runtime was created with another
    /// clock.</para>
    /// <para>Timers have a resolution of 1 ms and never fire early. Callbacks run on the runtime, as parts of a task named "timers". If a
    /// callback throws, the exception is an unhandled fault. After the end of the runtime its timers go on with the ThreadPool.
    /// Thread-safe.</para>
    /// </remarks>
    TimeProvider TimeProvider { get; }

    /// <summary>The figures of the runtime, read now.</summary>
    RuntimeMetrics Metrics { get; }

    /// <summary>
    /// Fires when the runtime begins to stop, before its tasks are aborted. For bodies that want to end early, or to begin nothing new.
    /// </summary>
    /// <remarks>
    /// <para>If a task just has to end then, spawn it with <see cref="StopBehavior.Cancel"/> instead.</para>
    /// <para>Callbacks run one after the other on a thread of the shutdown. If a callback throws, the exception is an unhandled fault. The
    /// token of a <see cref="ChildRuntime"/> also fires when the child runtime ends. A shutdown without a grace period, for example with a
    /// timeout of zero, aborts first.</para>
    /// </remarks>
    CancellationToken Stopping { get; }

    /// <summary>
    /// Makes this the current runtime of the thread until the scope is disposed. <see cref="AsyncRuntime.Handle"/> is then this runtime,
    /// and sleeps and timeouts use its clock. It takes precedence over the runtime of the running task.
    /// </summary>
    /// <returns>A scope that cannot live across an await. Dispose scopes in the reverse order, as <c>using</c> does.</returns>
    RuntimeScope Enter();

    /// <summary>Returns the tasks that are suspended or running now.</summary>
    /// <remarks>Tasks that were spawned and never ran yet are only counted, in <see cref="Metrics"/>.</remarks>
    /// <returns>A snapshot.</returns>
    IReadOnlyList<TaskInfo> CaptureTasks();
}
