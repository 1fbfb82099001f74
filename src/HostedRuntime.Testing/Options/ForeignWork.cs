namespace HostedRuntime.Testing;

/// <summary>The answer of a test if a task waits for work that is not the runtime's, such as <c>Task.Run</c> or a socket.</summary>
public enum ForeignWork
{
    /// <summary>The schedule fails and names the task. The order of such work cannot be controlled or replayed.</summary>
    Fail,

    /// <summary>The schedule waits for the work in real time, while virtual time stands still. It may not be replayable.</summary>
    Wait,
}
