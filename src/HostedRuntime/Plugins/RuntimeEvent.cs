using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>Something that plugins are told: match on the case, as in <c>case RuntimeEvent.Exited exited:</c>. The list of cases is closed.</summary>
public abstract record RuntimeEvent
{
    private RuntimeEvent(string runtime) => Runtime = runtime;

    /// <summary>The name of the runtime that it is about.</summary>
    public string Runtime { get; }

    /// <summary>Every plugin is set up and every hosted service has started.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    public sealed record Ready(string Runtime) : RuntimeEvent(Runtime);

    /// <summary>The host is about to stop. Everything still runs, and work is still taken.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    public sealed record ExitRequested(string Runtime) : RuntimeEvent(Runtime);

    /// <summary>The runtime has ended. Its handler runs on the ThreadPool: there is no runtime to run it.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Report">How it ended.</param>
    public sealed record Exited(string Runtime, ShutdownReport Report) : RuntimeEvent(Runtime);

    /// <summary>
    /// A fault that no awaiter will see, as <see cref="RuntimeHooks.TaskFaulted"/> has it. Delivered while the host runs, until the plugins are
    /// stopped; when more come than the handlers keep up with, the rest is dropped, and logged with the count.
    /// </summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Task">The task.</param>
    /// <param name="Exception">What it threw.</param>
    public sealed record TaskFaulted(string Runtime, TaskInfo Task, Exception Exception) : RuntimeEvent(Runtime);

    /// <summary>A body has kept its thread for too long, as <see cref="RuntimeHooks.WorkerStalled"/> has it. Delivered as <see cref="TaskFaulted"/> is.</summary>
    /// <param name="Runtime">The runtime's name.</param>
    /// <param name="Task">The task; null when it could not be told.</param>
    /// <param name="Duration">How long it has lasted at least.</param>
    public sealed record WorkerStalled(string Runtime, TaskInfo? Task, TimeSpan Duration) : RuntimeEvent(Runtime);
}
