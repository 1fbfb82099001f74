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
}
