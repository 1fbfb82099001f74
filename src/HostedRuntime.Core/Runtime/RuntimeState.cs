namespace HostedRuntime;

/// <summary>Where a runtime is in its life.</summary>
public enum RuntimeState
{
    /// <summary>Made and not started: spawned tasks wait in the queue.</summary>
    Created,

    /// <summary>Workers run.</summary>
    Running,

    /// <summary>Ending: nothing new is taken, what is there may finish.</summary>
    Draining,

    /// <summary>Ended.</summary>
    Stopped,
}
