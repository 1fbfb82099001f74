using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// An event that plugins get. Match on the case, as in <c>case RuntimeEvent.Exited exited:</c>. The list of cases is closed.
/// </summary>
public abstract record RuntimeEvent
{
    private RuntimeEvent(string runtime) => Runtime = runtime;

    /// <summary>The name of the runtime that the event is about.</summary>
    public string Runtime { get; }

    /// <summary>Every plugin is set up and every hosted service has started.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    public sealed record Ready(string Runtime) : RuntimeEvent(Runtime);

    /// <summary>The host is about to stop. Everything still runs, and work is still taken.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    public sealed record ExitRequested(string Runtime) : RuntimeEvent(Runtime);

    /// <summary>The runtime has ended. The handler runs on the ThreadPool, because there is no runtime to run it.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Report">How it ended.</param>
    public sealed record Exited(string Runtime, ShutdownReport Report) : RuntimeEvent(Runtime);

    /// <summary>
    /// A fault that no awaiter will see, as reported by <see cref="RuntimeHooks.TaskFaulted"/>. Delivered while the host runs, until the
    /// plugins are stopped. If the handlers do not keep up, further events are dropped and their count is logged.
    /// </summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Task">The task.</param>
    /// <param name="Exception">The exception that the task threw.</param>
    public sealed record TaskFaulted(string Runtime, TaskInfo Task, Exception Exception) : RuntimeEvent(Runtime);

    /// <summary>
    /// A body has kept its thread for too long, as reported by <see cref="RuntimeHooks.WorkerStalled"/>. Delivered and dropped as
    /// <see cref="TaskFaulted"/> is.
    /// </summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Task">The task, or null if it could not be determined.</param>
    /// <param name="Duration">How long the body has kept its thread, at least.</param>
    public sealed record WorkerStalled(string Runtime, TaskInfo? Task, TimeSpan Duration) : RuntimeEvent(Runtime);
}
