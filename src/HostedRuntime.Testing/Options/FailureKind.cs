namespace HostedRuntime.Testing;

/// <summary>Why a schedule failed.</summary>
public enum FailureKind
{
    /// <summary>The body threw an exception, or a callback of a timer did.</summary>
    Exception,

    /// <summary>A condition of <see cref="ConcurrencyRun.Invariant"/> did not hold after a step.</summary>
    Invariant,

    /// <summary>No task can go on: each one waits for another, or for a signal that no task is left to give.</summary>
    Deadlock,

    /// <summary>
    /// A deadlock without a cycle, in which a task waits for a notification that no task is left to give. It came before the task waited,
    /// or not at all.
    /// </summary>
    LostWakeUp,

    /// <summary>The tasks went on for longer than <see cref="ConcurrencyTestOptions.MaxSteps"/> allows, even in a fair order.</summary>
    Livelock,

    /// <summary>The body ended, and left a task or a timer behind.</summary>
    Leak,

    /// <summary>A task other than the body threw an exception that no code has awaited.</summary>
    UnobservedFault,

    /// <summary>A task waited for work that is not the runtime's, so that its order is not under control.</summary>
    Foreign,

    /// <summary>The same choices led to different steps: the code depends on something other than the schedule.</summary>
    NotDeterministic,
}
