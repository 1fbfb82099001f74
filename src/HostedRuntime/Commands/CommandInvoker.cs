using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Commands;

/// <summary>
/// Finds a command, checks its arguments and runs it as a task of its runtime. All failures become one kind of exception.
/// </summary>
internal sealed class CommandInvoker(IServiceProvider services, IEnumerable<Command> commands, IEnumerable<CommandJsonRegistration> json) : ICommandInvoker
{
    private readonly CommandTable _table = new(commands);
    private readonly CommandHistogram _durations = new(services.GetService<IMeterFactory>());

    // Made at the first use, because a host whose commands are only called with objects needs no metadata.
    private readonly Lazy<JsonSerializerOptions> _json = new(() => CommandJson.Create(json));

    public IReadOnlyList<CommandInfo> Commands => _table.Commands;

    public IReadOnlyList<CommandMetrics> Metrics => _table.ReadMetrics();

    public Task<TResult> InvokeAsync<TResult>(string command, object? args = null, CancellationToken ct = default)
        => RunAsync(command, found => Check<TResult>(found, command, args), static (_, result) => (TResult)result!, ct);

    public Task<JsonElement> InvokeAsync(string command, JsonElement args, CancellationToken ct = default)
        => RunAsync(command, found => Read(found, command, args), (found, result) => Write(found, command, result), ct);

    private static CommandException Refused(string command, string why, Exception? cause = null)
        => new(command, CommandError.InvalidArguments, $"Command '{command}' {why}", cause);

    private static CommandException Failed(string command, string message, Exception? cause) => new(command, CommandError.Failed, message, cause);

    private Command Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name, "command");
        return _table.TryFind(name, out var command) ? command : throw new CommandException(name, CommandError.NotFound, _table.WhyNotFound(name));
    }

    private static object? Check<TResult>(Command command, string name, object? args)
    {
        if (!command.Takes(args))
            throw Refused(name, $"takes {command.ArgsName}, and was given {args?.GetType().Name ?? "null"}.");
        // A command without a result returns null.
        var given = command.ResultType ?? typeof(object);
        if (!given.IsAssignableTo(typeof(TResult)))
            throw Refused(name, $"gives {given.Name}, and was asked for {typeof(TResult).Name}.");
        return args;
    }

    private JsonElement Write(Command command, string name, object? result)
    {
        try
        {
            return command.WriteResult(result, _json.Value);
        }
        catch (Exception e)
        {
            // Catches every exception, because getters and converters of the result run here.
            throw Failed(name, $"Command '{name}' ended, and its {command.ResultType?.Name} cannot be written as JSON: {e.Message}", e);
        }
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

    /// <summary>Runs a command as a task, and counts the call once its arguments are accepted.</summary>
    /// <param name="name">The name of the command.</param>
    /// <param name="argsOf">Checks or reads the arguments.</param>
    /// <param name="resultOf">Converts the result.</param>
    /// <param name="ct">Cancels the command.</param>
    /// <remarks>
    /// The only async method of a call, which awaits the handle itself. Such a wait goes on in the calling task. Without its context, a
    /// wait for the Task of another method would go on by the ThreadPool, and a call in a task of a runtime must not need a free thread
    /// there.
    /// </remarks>
    private async Task<TResult> RunAsync<TResult>(string name, Func<Command, object?> argsOf, Func<Command, object?, TResult> resultOf, CancellationToken ct)
    {
        var command = Find(name);
        var args = argsOf(command);
        var runtime = RuntimeOf(command, name);
        var counts = _table.CountsOf(command);
        var began = counts.Begin();
        Exception? failure = null;
        object? result;
        try
        {
            var end = await Start(runtime, command, args, ct).JoinAsync(CancellationToken.None).ConfigureAwait(false);
            result = ResultOf(end, command, name, ct);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            var duration = Stopwatch.GetElapsedTime(began);
            counts.End(duration, failure);
            _durations.Record(command, duration, failure);
        }

        return resultOf(command, result);
    }

    private JoinHandle<object?> Start(IRuntimeHandle runtime, Command command, object? args, CancellationToken ct) => runtime.Spawn(
        async own =>
        {
            var scope = services.CreateAsyncScope();
            await using (scope.ConfigureAwait(true))
                return await command.RunAsync(args, new CommandScope(scope.ServiceProvider, runtime), own).ConfigureAwait(true);
        },
        new SpawnOptions { Name = $"command:{command.Name}", CancellationToken = ct });

    /// <summary>Returns the result of a command that has ended, or throws.</summary>
    private static object? ResultOf(JoinResult<object?> end, Command command, string name, CancellationToken ct) => end.Status switch
    {
        JoinStatus.Completed => end.Value,
        JoinStatus.Canceled when ct.IsCancellationRequested => throw new OperationCanceledException($"Command '{name}' was cancelled.", end.Exception, ct),
        JoinStatus.Canceled => throw Failed(name, $"Command '{name}' was aborted, or runtime '{command.Runtime}' has ended.", null),
        _ => throw Failed(name, $"Command '{name}' failed: {end.Exception!.Message}", end.Exception),
    };
}
