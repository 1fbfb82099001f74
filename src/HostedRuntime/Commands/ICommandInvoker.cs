using System.Text.Json;

namespace HostedRuntime;

/// <summary>
/// Runs commands by name: what <c>invoke</c> is in a Tauri application. A singleton of the host's services, thread-safe.
/// </summary>
/// <remarks>
/// A command runs as a task of the runtime it was added to, named <c>command:&lt;name&gt;</c>, with a scope of its own for the services it
/// asks for. The caller's token fires the handler's; either way the call ends when the handler has ended and its scope is disposed.
/// Names are compared without regard to case.
/// </remarks>
public interface ICommandInvoker
{
    /// <summary>All commands of the host, whichever runtime they run on, in the order in which they were added.</summary>
    IReadOnlyList<CommandInfo> Commands { get; }

    /// <summary>Runs a command with an object as its arguments; nothing is serialized.</summary>
    /// <param name="command">Its name; <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for one of a plugin.</param>
    /// <param name="args">What the handler takes: of its type, or one derived from it. Null for a handler that takes no arguments.</param>
    /// <param name="ct">Cancels the handler.</param>
    /// <typeparam name="TResult">The handler's type of result, or one it derives from.</typeparam>
    /// <returns>What the handler returned.</returns>
    /// <exception cref="CommandException">There is no such command, it takes or gives another type, or its handler failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, and the handler obeyed.</exception>
    Task<TResult> InvokeAsync<TResult>(string command, object? args = null, CancellationToken ct = default);

    /// <summary>Runs a command with arguments and result as JSON, by the options of <see cref="CommandBuilderExtensions.ConfigureCommandJson"/>.</summary>
    /// <param name="command">Its name; <c>plugin:&lt;plugin&gt;|&lt;command&gt;</c> for one of a plugin.</param>
    /// <param name="args">The arguments; <c>default</c> counts as null.</param>
    /// <param name="ct">Cancels the handler.</param>
    /// <returns>What the handler returned.</returns>
    /// <exception cref="CommandException">There is no such command, the arguments are not what it takes, or its handler failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, and the handler obeyed.</exception>
    Task<JsonElement> InvokeAsync(string command, JsonElement args, CancellationToken ct = default);
}
