using System.Runtime.CompilerServices;
using System.Text.Json;
using HostedRuntime.Commands;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>
/// Commands of a host's runtime: handlers with a name, for callers who have a name and JSON, such as a page, a socket or a console.
/// <see cref="ICommandInvoker"/>, from the services, runs them.
/// </summary>
/// <remarks>
/// A handler is a lambda with explicit types: its arguments, up to two services, a token. The services come from a scope of the one run,
/// as with <c>OptionsBuilder.Configure</c>; <see cref="IRuntimeHandle"/> is the runtime that the command was added to, and
/// <see cref="IServiceProvider"/> the scope itself. Nothing is found by reflection.
/// </remarks>
public static class CommandBuilderExtensions
{
    /// <summary>Adds a command that takes arguments and gives a result.</summary>
    /// <param name="builder">The runtime that it runs on.</param>
    /// <param name="name">
    /// <c>command</c>, or <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for a command of a plugin, which then has to be there when the host starts.
    /// </param>
    /// <param name="handler">Runs as a task of the runtime; its token fires at the caller's cancellation and at the runtime's end.</param>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TResult">What it gives.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is not one of the two forms, or a command has it already.</exception>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CancellationToken, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ResultCommand<TArgs, TResult>(parsed, builder.Name, (args, _, ct) => handler(args, ct)));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep">A service that it asks for.</typeparam>
    /// <typeparam name="TResult">What it gives.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep, CancellationToken, Task<TResult>> handler)
        where TDep : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ResultCommand<TArgs, TResult>(parsed, builder.Name, (args, scope, ct) => handler(args, scope.Get<TDep>(), ct)));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">A service that it asks for.</typeparam>
    /// <typeparam name="TDep2">Another one.</typeparam>
    /// <typeparam name="TResult">What it gives.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, CancellationToken, Task<TResult>> handler)
        where TDep1 : notnull
        where TDep2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ResultCommand<TArgs, TResult>(parsed, builder.Name, (args, scope, ct) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), ct)));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ActionCommand<TArgs>(parsed, builder.Name, (args, _, ct) => handler(args, ct)));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep">A service that it asks for.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep, CancellationToken, Task> handler)
        where TDep : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ActionCommand<TArgs>(parsed, builder.Name, (args, scope, ct) => handler(args, scope.Get<TDep>(), ct)));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">What it takes. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">A service that it asks for.</typeparam>
    /// <typeparam name="TDep2">Another one.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, CancellationToken, Task> handler)
        where TDep1 : notnull
        where TDep2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(name, parsed => new ActionCommand<TArgs>(parsed, builder.Name, (args, scope, ct) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), ct)));
    }

    /// <summary>
    /// Changes how commands read and write JSON: by default as <see cref="JsonSerializerDefaults.Web"/> has it, with parameters of a
    /// constructor required and annotations of null respected. For all commands of the host, whichever runtime they run on.
    /// </summary>
    /// <param name="builder">Any runtime of the host.</param>
    /// <param name="configure">
    /// Called once, at the first use. Trimmed and AOT programs insert their <c>JsonSerializerContext</c> into
    /// <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>; elsewhere reflection stands behind it.
    /// </param>
    /// <returns>The builder.</returns>
    public static IAsyncRuntimeBuilder ConfigureCommandJson(this IAsyncRuntimeBuilder builder, Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton(new CommandJsonRegistration(configure));
        return builder;
    }

    private static IAsyncRuntimeBuilder Add(this IAsyncRuntimeBuilder builder, string name, Func<CommandName, Command> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var parsed = CommandName.Check(name);
        var command = make(parsed);
        if (builder.Services.Any(service => service is { IsKeyedService: false, ImplementationInstance: Command other } && CommandName.Comparer.Equals(other.Name.ToString(), parsed.ToString())))
            throw new ArgumentException($"There is a command '{parsed}' already: every command needs a name of its own, on whichever runtime it runs.", nameof(name));
        builder.Services.AddSingleton(command);
        if (parsed.Plugin is not null)
            builder.Add(new PluginRequirement(parsed.Plugin, $"Command '{parsed}'"));
        builder.Services.TryAddSingleton<ICommandInvoker, CommandInvoker>();
        return builder;
    }
}
