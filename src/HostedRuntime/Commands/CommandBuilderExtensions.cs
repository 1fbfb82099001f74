using System.Runtime.CompilerServices;
using System.Text.Json;
using HostedRuntime.Commands;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>
/// Adds commands to a host's runtime. A command is a handler with a name, for callers that have a name and JSON, such as a page or a
/// socket.
/// <see cref="ICommandInvoker"/>, from the services, runs them.
/// </summary>
/// <remarks>
/// <para>A handler is a lambda with explicit types. Their order decides: the arguments, then up to five services as with
/// <c>OptionsBuilder.Configure</c>, then a token. A handler without arguments has the token alone, or <see cref="NoArguments"/> in place of
/// the arguments.</para>
/// <para>The services come from a scope for each run. <see cref="IRuntimeHandle"/> is the runtime that the command was added to, and
/// <see cref="IServiceProvider"/> the scope itself. No reflection is used. For more than five services, register one class that gets them
/// in its constructor.</para>
/// </remarks>
public static partial class CommandBuilderExtensions
{
    /// <summary>Adds a command that takes arguments and returns a result.</summary>
    /// <param name="builder">The runtime that the command runs on.</param>
    /// <param name="name">
    /// <c>command</c>, or <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for a command of a plugin. The plugin must exist when the host
    /// starts.
    /// </param>
    /// <param name="handler">Runs as a task of the runtime. Its token fires if the caller cancels, and at the end of the runtime.</param>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">
    /// The name has neither of the two forms, another command has it, or <typeparamref name="TArgs"/> is a service.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CancellationToken, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(name, (args, _, cancellationToken) => handler(args, cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(name, (args, _, cancellationToken) => handler(args, cancellationToken));
    }

    /// <summary>
    /// Adds a command that takes no arguments and returns a result. With services its first parameter is <see cref="NoArguments"/>.
    /// </summary>
    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TResult>(this IAsyncRuntimeBuilder builder, string name, Func<CancellationToken, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<NoArguments, TResult>(name, (_, _, cancellationToken) => handler(cancellationToken));
    }

    /// <summary>
    /// Adds a command that takes no arguments and returns no result. With services its first parameter is <see cref="NoArguments"/>.
    /// </summary>
    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    public static IAsyncRuntimeBuilder AddCommand(this IAsyncRuntimeBuilder builder, string name, Func<CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<NoArguments>(name, (_, _, cancellationToken) => handler(cancellationToken));
    }

    /// <summary>Changes how commands read and write JSON, for all commands of the host on any of its runtimes.</summary>
    /// <remarks>
    /// The defaults are those of <see cref="JsonSerializerDefaults.Web"/>. In addition the parameters of a constructor are required, and
    /// annotations of null are respected.
    /// </remarks>
    /// <param name="builder">Any runtime of the host.</param>
    /// <param name="configure">
    /// Called once, at the first use. Trimmed and AOT programs insert their <c>JsonSerializerContext</c> into
    /// <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>. In other programs reflection follows at its end.
    /// </param>
    /// <returns>The builder.</returns>
    public static IAsyncRuntimeBuilder ConfigureCommandJson(this IAsyncRuntimeBuilder builder, Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton(new CommandJsonRegistration(configure));
        return builder;
    }

    private static IAsyncRuntimeBuilder AddResult<TArgs, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CommandScope, CancellationToken, Task<TResult>> handler)
        => builder.Add(name, parsed => new ResultCommand<TArgs, TResult>(parsed, builder.Name, handler));

    private static IAsyncRuntimeBuilder AddAction<TArgs>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CommandScope, CancellationToken, Task> handler)
        => builder.Add(name, parsed => new ActionCommand<TArgs>(parsed, builder.Name, handler));

    private static IAsyncRuntimeBuilder Add(this IAsyncRuntimeBuilder builder, string name, Func<CommandName, Command> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var parsed = CommandName.Check(name);
        var command = make(parsed);
        if (builder.Services.Any(service => service is { IsKeyedService: false, ImplementationInstance: Command other } && CommandName.Comparer.Equals(other.Name.ToString(), parsed.ToString())))
            throw new ArgumentException($"There is a command '{parsed}' already: every command needs a name of its own, on whichever runtime it runs.", nameof(name));
        if (command.ArgsType is { } type && builder.Services.Any(service => !service.IsKeyedService && service.ServiceType == type))
        {
            throw new ArgumentException(
                $"Command '{parsed}' would read its arguments into {type.Name}, which is a service: the first parameter of a handler is its arguments. Put a NoArguments before it.",
                nameof(name));
        }

        builder.Services.AddSingleton(command);
        if (parsed.Plugin is not null)
            builder.Add(new PluginRequirement(parsed.Plugin, $"Command '{parsed}'"));
        builder.Services.TryAddSingleton<ICommandInvoker, CommandInvoker>();
        return builder;
    }
}
