using System.Text.Json;

namespace HostedRuntime.Commands;

/// <summary>A command as it was added. Each command is one registration in the services.</summary>
internal abstract class Command(CommandName name, string runtime)
{
    public CommandName Name { get; } = name;

    /// <summary>The name of the runtime that the command runs on.</summary>
    public string Runtime { get; } = runtime;

    /// <summary>The type of the arguments in words, for messages.</summary>
    public abstract string ArgsName { get; }

    /// <summary>The type of the arguments; null if the command takes none.</summary>
    public abstract Type? ArgsType { get; }

    /// <summary>The type of the result; null if the command has none.</summary>
    public virtual Type? ResultType => null;

    public CommandInfo Info => new(Name.ToString(), Name.Plugin, ArgsType, ResultType, Runtime);

    /// <summary>Returns whether the handler can be called with this value.</summary>
    public abstract bool Takes(object? args);

    /// <summary>
    /// Looks up the metadata of arguments and result. Called before the handler runs, because a command whose result cannot be written must
    /// not run.
    /// </summary>
    /// <exception cref="NotSupportedException">The options have no metadata for the arguments, or for the result.</exception>
    public abstract void CheckJson(JsonSerializerOptions options);

    /// <summary>Reads the arguments from JSON.</summary>
    /// <exception cref="JsonException">The JSON does not fit the arguments of the command.</exception>
    public abstract object? ReadArgs(JsonElement json, JsonSerializerOptions options);

    public abstract JsonElement WriteResult(object? result, JsonSerializerOptions options);

    /// <summary>Calls the handler with its arguments and its services from the scope.</summary>
    public abstract Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct);

    /// <summary>Checks that a handler has returned a Task.</summary>
    protected static TTask Check<TTask>(TTask? running) where TTask : Task
        => running ?? throw new InvalidOperationException("The handler returned null where a Task was due.");
}
