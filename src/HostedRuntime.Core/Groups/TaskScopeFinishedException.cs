namespace HostedRuntime;

/// <summary>A task was to be spawned into a scope whose body and children have all ended.</summary>
public sealed class TaskScopeFinishedException : InvalidOperationException
{
    /// <summary>Makes one without a scope.</summary>
    public TaskScopeFinishedException() : this("The scope has finished.")
    {
    }

    /// <summary>Makes one without a scope.</summary>
    /// <param name="message">What happened.</param>
    public TaskScopeFinishedException(string message) : base(message)
    {
    }

    /// <summary>Makes one without a scope.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public TaskScopeFinishedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>The scope's <see cref="TaskScopeOptions.Name"/>.</summary>
    public string? ScopeName { get; private init; }

    internal static TaskScopeFinishedException Of(string? scope)
        => new($"The scope{(scope is null ? "" : $" '{scope}'")} has finished: its body and all of its children have ended, and nothing may outlive it."
            + " Use it only inside its body and its children; work that is to outlive it goes to IRuntimeHandle.Spawn.")
        {
            ScopeName = scope,
        };
}
