using System.Runtime.CompilerServices;

namespace HostedRuntime;

/// <content>Handlers that get services.</content>
public static partial class CommandBuilderExtensions
{
    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep, CancellationToken, Task<TResult>> handler)
        where TDep : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, CancellationToken, Task<TResult>> handler)
        where TDep1 : notnull
        where TDep2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, CancellationToken, Task<TResult>> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(
            name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    /// <typeparam name="TDep4">The type of a fourth service.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3, TDep4, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, TDep4, CancellationToken, Task<TResult>> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
        where TDep4 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(
            name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), scope.Get<TDep4>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    /// <typeparam name="TDep4">The type of a fourth service.</typeparam>
    /// <typeparam name="TDep5">The type of a fifth service.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3, TDep4, TDep5, TResult>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, TDep4, TDep5, CancellationToken, Task<TResult>> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
        where TDep4 : notnull
        where TDep5 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddResult<TArgs, TResult>(
            name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), scope.Get<TDep4>(), scope.Get<TDep5>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep">The type of a service that the handler gets.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep, CancellationToken, Task> handler)
        where TDep : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, CancellationToken, Task> handler)
        where TDep1 : notnull
        where TDep2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, CancellationToken, Task> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    /// <typeparam name="TDep4">The type of a fourth service.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3, TDep4>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, TDep4, CancellationToken, Task> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
        where TDep4 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(
            name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), scope.Get<TDep4>(), cancellationToken));
    }

    /// <inheritdoc cref="AddCommand{TArgs, TResult}(IAsyncRuntimeBuilder, string, Func{TArgs, CancellationToken, Task{TResult}})"/>
    /// <typeparam name="TArgs">The type of the arguments. A JSON object is read into it; a class is never null.</typeparam>
    /// <typeparam name="TDep1">The type of a service that the handler gets.</typeparam>
    /// <typeparam name="TDep2">The type of a second service.</typeparam>
    /// <typeparam name="TDep3">The type of a third service.</typeparam>
    /// <typeparam name="TDep4">The type of a fourth service.</typeparam>
    /// <typeparam name="TDep5">The type of a fifth service.</typeparam>
    public static IAsyncRuntimeBuilder AddCommand<TArgs, TDep1, TDep2, TDep3, TDep4, TDep5>(
        this IAsyncRuntimeBuilder builder, string name, Func<TArgs, TDep1, TDep2, TDep3, TDep4, TDep5, CancellationToken, Task> handler)
        where TDep1 : notnull
        where TDep2 : notnull
        where TDep3 : notnull
        where TDep4 : notnull
        where TDep5 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddAction<TArgs>(
            name, (args, scope, cancellationToken) => handler(args, scope.Get<TDep1>(), scope.Get<TDep2>(), scope.Get<TDep3>(), scope.Get<TDep4>(), scope.Get<TDep5>(), cancellationToken));
    }
}
