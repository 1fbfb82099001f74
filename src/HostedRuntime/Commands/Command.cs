using System.Text.Json;

namespace HostedRuntime.Commands;

/// <summary>A command as it was added. In the services, one registration each.</summary>
internal abstract class Command(CommandName name, string runtime)
{
    public CommandName Name { get; } = name;

    /// <summary>The name of the runtime that it runs on.</summary>
    public string Runtime { get; } = runtime;

    /// <summary>What the handler takes, for messages.</summary>
    public abstract string ArgsName { get; }

    /// <summary>The type of the arguments; null if the command takes none.</summary>
    public abstract Type? ArgsType { get; }

    /// <summary>The type of the result; null if the command gives none.</summary>
    public virtual Type? ResultType => null;

    public CommandInfo Info => new(Name.ToString(), Name.Plugin, ArgsType, ResultType, Runtime);

    /// <summary>Whether the handler can be given this.</summary>
    public abstract bool Takes(object? args);

    /// <summary>
    /// Looks up the metadata of arguments and result. Before the handler runs: a command that cannot be answered must not be done.
    /// </summary>
    /// <exception cref="NotSupportedException">The options have no metadata for the arguments, or for the result.</exception>
    public abstract void CheckJson(JsonSerializerOptions options);

    /// <exception cref="JsonException">The JSON is not what the command takes.</exception>
    public abstract object? ReadArgs(JsonElement json, JsonSerializerOptions options);

    public abstract JsonElement WriteResult(object? result, JsonSerializerOptions options);

    /// <summary>Calls the handler, with what it asks for from the scope.</summary>
    public abstract Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct);

    /// <summary>What is asked of every handler.</summary>
    protected static TTask Check<TTask>(TTask? running) where TTask : Task
        => running ?? throw new InvalidOperationException("The handler returned null where a Task was due.");
}
