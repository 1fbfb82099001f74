namespace HostedRuntime;

/// <summary>The kinds of error of a command's invocation.</summary>
public enum CommandError
{
    /// <summary>No command has that name.</summary>
    NotFound,

    /// <summary>
    /// The arguments do not fit the command, or its result does not fit the type that was asked for. The handler did not run.
    /// </summary>
    InvalidArguments,

    /// <summary>The handler failed or could not run, or its result cannot be written.</summary>
    Failed,
}
