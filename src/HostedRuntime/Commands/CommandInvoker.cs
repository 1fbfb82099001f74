using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Commands;

/// <summary>
/// Finds a command, checks its arguments and runs it as a task of its runtime. All failures become one kind of exception.
/// </summary>
internal sealed class CommandInvoker(IServiceProvider services, IEnumerable<Command> commands, IEnumerable<CommandJsonRegistration> json) : ICommandInvoker
{
    private readonly CommandTable _table = new(commands);

    // Made at the first use, because a host whose commands are only called with objects needs no metadata.
    private readonly Lazy<JsonSerializerOptions> _json = new(() => CommandJson.Create(json));

    public IReadOnlyList<CommandInfo> Commands => _table.Commands;

    public async Task<TResult> InvokeAsync<TResult>(string command, object? args = null, CancellationToken ct = default)
    {
        var found = Find(command);
        if (!found.Takes(args))
            throw Refused(command, $"takes {found.ArgsName}, and was given {args?.GetType().Name ?? "null"}.");
        // A command without a result returns null.
        var given = found.ResultType ?? typeof(object);
        if (!given.IsAssignableTo(typeof(TResult)))
            throw Refused(command, $"gives {given.Name}, and was asked for {typeof(TResult).Name}.");
        var end = await Start(found, command, args, ct).JoinAsync(CancellationToken.None).ConfigureAwait(false);
        return (TResult)ResultOf(end, found, command, ct)!;
    }

    public async Task<JsonElement> InvokeAsync(string command, JsonElement args, CancellationToken ct = default)
    {
        var found = Find(command);
        var end = await Start(found, command, Read(found, command, args), ct).JoinAsync(CancellationToken.None).ConfigureAwait(false);
        var result = ResultOf(end, found, command, ct);
        try
        {
            return found.WriteResult(result, _json.Value);
        }
        catch (Exception e)
        {
            // Catches every exception, because getters and converters of the result run here.
            throw Failed(command, $"Command '{command}' ended, and its {found.ResultType?.Name} cannot be written as JSON: {e.Message}", e);
        }
    }

    private static CommandException Refused(string command, string why, Exception? cause = null)
        => new(command, CommandError.InvalidArguments, $"Command '{command}' {why}", cause);

    private static CommandException Failed(string command, string message, Exception? cause) => new(command, CommandError.Failed, message, cause);

    private Command Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name, "command");
        return _table.TryFind(name, out var command) ? command : throw new CommandException(name, CommandError.NotFound, _table.WhyNotFound(name));
    }

    private object? Read(Command command, string name, JsonElement json)
    {
        JsonSerializerOptions options;
        try
        {
            options = _json.Value;
            command.CheckJson(options);
        }
        catch (Exception e)
        {
            throw NoJson(name, e);
        }

        object? args;
        try
        {
            args = command.ReadArgs(json, options);
        }
        catch (NotSupportedException e)
        {
            throw NoJson(name, e);
        }
        catch (Exception e)
        {
            // Catches every exception, because constructors, setters and converters of the arguments run here, and may refuse their values.
            throw Refused(name, $"was given what is no {command.ArgsName}: {e.Message}", e);
        }

        return command.Takes(args) ? args : throw Refused(name, $"takes {command.ArgsName}, and was given {(args is JsonElement other ? $"a JSON {other.ValueKind}" : "null")}.");
    }

    /// <summary>
    /// Returns the exception for missing metadata, which is an error of the command or of ConfigureCommandJson, not of the caller.
    /// </summary>
    private static CommandException NoJson(string name, Exception e)
        => Failed(name, $"Command '{name}' cannot be called with JSON: {e.Message}{(e is NotSupportedException ? " Add it to a JsonSerializerContext, and that by ConfigureCommandJson." : "")}", e);

    private IRuntimeHandle RuntimeOf(Command command, string name)
    {
        try
        {
            return services.GetRequiredKeyedService<IRuntimeHandle>(command.Runtime);
        }
        catch (ObjectDisposedException e)
        {
            throw Failed(name, $"Command '{name}' cannot run: the host was disposed, and runtime '{command.Runtime}' has ended with it. Call commands before the host stops.", e);
        }
    }

    /// <summary>Starts a command as a task.</summary>
    /// <remarks>
    /// The callers await the handle and no method of their own in between. A wait for a handle goes on in the calling task. A wait for a
    /// Task without its context would go on by the ThreadPool, and a call in a task of a runtime must not need a free thread there.
    /// </remarks>
    private JoinHandle<object?> Start(Command command, string name, object? args, CancellationToken ct)
    {
        var runtime = RuntimeOf(command, name);
        return runtime.Spawn(
            async own =>
            {
                var scope = services.CreateAsyncScope();
                await using (scope.ConfigureAwait(true))
                    return await command.RunAsync(args, new CommandScope(scope.ServiceProvider, runtime), own).ConfigureAwait(true);
            },
            new SpawnOptions { Name = $"command:{command.Name}", CancellationToken = ct });
    }

    /// <summary>Returns the result of a command that has ended, or throws.</summary>
    private static object? ResultOf(JoinResult<object?> end, Command command, string name, CancellationToken ct) => end.Status switch
    {
        JoinStatus.Completed => end.Value,
        JoinStatus.Canceled when ct.IsCancellationRequested => throw new OperationCanceledException($"Command '{name}' was cancelled.", end.Exception, ct),
        JoinStatus.Canceled => throw Failed(name, $"Command '{name}' was aborted, or runtime '{command.Runtime}' has ended.", null),
        _ => throw Failed(name, $"Command '{name}' failed: {end.Exception!.Message}", end.Exception),
    };
}
