using System.Text.Json;

namespace HostedRuntime;

/// <summary>
/// Runs commands by name, like <c>invoke</c> in a Tauri application. A singleton of the host's services, thread-safe.
/// </summary>
/// <remarks>
/// <para>A command runs as a task of the runtime that it was added to, named <c>command:&lt;name&gt;</c>. Its services come from a scope of
/// its own. If the caller's token fires, the handler's token fires. In any case the call ends when the handler has ended and its scope is
/// disposed.</para>
/// <para>Names are compared without regard to case.</para>
/// </remarks>
public interface ICommandInvoker
{
    /// <summary>All commands of the host, on any of its runtimes, in the order in which they were added.</summary>
    IReadOnlyList<CommandInfo> Commands { get; }

    /// <summary>The calls of each command since the host was built, in the same order.</summary>
    /// <value>A new list each time. The commands are read one after the other, and each by itself is consistent.</value>
    IReadOnlyList<CommandMetrics> Metrics { get; }

    /// <summary>Runs a command with an object as its arguments. Nothing is serialized.</summary>
    /// <param name="command">The name of the command; <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for a command of a plugin.</param>
    /// <param name="args">The arguments, of the handler's type or a derived type. Null for a handler that takes no arguments.</param>
    /// <param name="cancellationToken">Cancels the handler.</param>
    /// <typeparam name="TResult">The handler's type of result, or a base type of it.</typeparam>
    /// <returns>The result of the handler.</returns>
    /// <exception cref="CommandException">
    /// There is no such command, its arguments or its result have another type, or its handler failed.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, and the handler ended as
    /// cancelled.</exception>
    Task<TResult> InvokeAsync<TResult>(string command, object? args = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a command with arguments and result as JSON, by the options of <see cref="CommandBuilderExtensions.ConfigureCommandJson"/>.
    /// </summary>
    /// <param name="command">The name of the command; <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for a command of a plugin.</param>
    /// <param name="args">The arguments; <c>default</c> counts as null.</param>
    /// <param name="cancellationToken">Cancels the handler.</param>
    /// <returns>The result of the handler.</returns>
    /// <exception cref="CommandException">There is no such command, the arguments do not fit, or its handler failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, and the handler ended as
    /// cancelled.</exception>
    Task<JsonElement> InvokeAsync(string command, JsonElement args, CancellationToken cancellationToken = default);
}
