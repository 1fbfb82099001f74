namespace HostedRuntime;

/// <summary>Thrown if a command was not found, was called with wrong arguments, or failed.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates an exception that names no command.</summary>
    public CommandException() : this("A command failed.")
    {
    }

    /// <summary>Creates an exception that names no command.</summary>
    /// <param name="message">The message.</param>
    public CommandException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no command.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public CommandException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal CommandException(string command, CommandError error, string message, Exception? innerException = null) : base(message, innerException)
    {
        Command = command;
        Error = error;
    }

    /// <summary>The command's name, as it was invoked.</summary>
    /// <value>Null if the exception names no command.</value>
    public string? Command { get; }

    /// <summary>The kind of error.</summary>
    /// <value><see cref="CommandError.Failed"/> unless the invoker says otherwise.</value>
    public CommandError Error { get; } = CommandError.Failed;
}
