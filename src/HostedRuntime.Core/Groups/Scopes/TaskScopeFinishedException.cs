namespace HostedRuntime;

/// <summary>Thrown when a task is spawned into a scope whose body and children have all ended.</summary>
public sealed class TaskScopeFinishedException : InvalidOperationException
{
    /// <summary>Creates the exception with a default message and no scope.</summary>
    public TaskScopeFinishedException() : this("The scope has finished.")
    {
    }

    /// <summary>Creates the exception with a message and no scope.</summary>
    /// <param name="message">The message.</param>
    public TaskScopeFinishedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message, a cause and no scope.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public TaskScopeFinishedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>The <see cref="TaskScopeOptions.Name"/> of the scope.</summary>
    public string? ScopeName { get; private init; }

    internal static TaskScopeFinishedException Of(string? scope)
        => new($"The scope{(scope is null ? "" : $" '{scope}'")} has finished: its body and all of its children have ended, and nothing may outlive it."
            + " Use it only inside its body and its children; work that is to outlive it goes to IRuntimeHandle.Spawn.")
        {
            ScopeName = scope,
        };
}
