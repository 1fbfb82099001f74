namespace HostedRuntime;

/// <summary>What was wrong with an invocation.</summary>
public enum CommandError
{
    /// <summary>No command has that name.</summary>
    NotFound,

    /// <summary>The arguments are not what the command takes, or the result is not what the caller asked for. The handler did not run.</summary>
    InvalidArguments,

    /// <summary>The handler failed, or could not run or be answered for.</summary>
    Failed,
}
