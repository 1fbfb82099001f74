namespace HostedRuntime;

/// <summary>The states of a runtime, in their order.</summary>
public enum RuntimeState
{
    /// <summary>The runtime has not started: spawned tasks wait in the queue.</summary>
    Created,

    /// <summary>The runtime runs tasks.</summary>
    Running,

    /// <summary>The runtime is ending: it admits nothing new, and tasks may finish.</summary>
    Draining,

    /// <summary>The runtime has ended.</summary>
    Stopped,
}
