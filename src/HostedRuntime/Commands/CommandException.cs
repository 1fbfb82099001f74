namespace HostedRuntime;

/// <summary>A command was not found, not understood, or failed.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Makes one that names no command.</summary>
    public CommandException() : this("A command failed.")
    {
    }

    /// <summary>Makes one that names no command.</summary>
    /// <param name="message">What happened.</param>
    public CommandException(string message) : base(message)
    {
    }

    /// <summary>Makes one that names no command.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public CommandException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal CommandException(string command, CommandError error, string message, Exception? innerException = null) : base(message, innerException)
    {
        Command = command;
        Error = error;
    }

    /// <summary>The command's name, as it was invoked.</summary>
    /// <value>Null when it is about none.</value>
    public string? Command { get; }

    /// <summary>What was wrong.</summary>
    /// <value><see cref="CommandError.Failed"/> unless the invoker says otherwise.</value>
    public CommandError Error { get; } = CommandError.Failed;
}
