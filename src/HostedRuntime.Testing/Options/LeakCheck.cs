namespace HostedRuntime.Testing;

/// <summary>The things that a body must not leave behind when it ends.</summary>
[Flags]
public enum LeakCheck
{
    /// <summary>Nothing is checked.</summary>
    None = 0,

    /// <summary>Tasks that have not ended once no task is ready any more.</summary>
    Tasks = 1,

    /// <summary>Timers of the virtual clock that are still armed, such as a <c>CancellationTokenSource</c> that was not disposed.</summary>
    Timers = 2,

    /// <summary>Exceptions of tasks that no code has awaited.</summary>
    UnobservedFaults = 4,

    /// <summary>Everything.</summary>
    All = Tasks | Timers | UnobservedFaults,
}
