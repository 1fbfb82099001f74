using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// All of several bodies without a result. The forms with results come first in overload resolution, so a result is never dropped.
public static partial class TaskScopes
{
    /// <summary>Runs all bodies at the same time and waits for all of them. If one fails, the others are aborted.</summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="bodies">The bodies to run. Each gets the token of its own task.</param>
    /// <param name="cancellationToken">Cancels all bodies.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A Task that ends after every body.</returns>
    /// <exception cref="OperationCanceledException">The token fired, the waiting task was aborted, or the runtime ends.</exception>
    /// <exception cref="ArgumentException">A body is null.</exception>
    public static Task AllAsync(
        this IRuntimeHandle handle, IEnumerable<Func<CancellationToken, Task>> bodies, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AllOfAsync(handle, Check(handle, bodies), new SpawnSite(file, line), cancellationToken);

    /// <inheritdoc cref="AllAsync(IRuntimeHandle, Func{CancellationToken, Task}, Func{CancellationToken, Task}, Func{CancellationToken, Task}, Func{CancellationToken, Task}, CancellationToken, string, int)"/>
    public static Task AllAsync(
        this IRuntimeHandle handle, Func<CancellationToken, Task> first, Func<CancellationToken, Task> second, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return AllOfAsync(handle, [first, second], new SpawnSite(file, line), cancellationToken);
    }

    /// <inheritdoc cref="AllAsync(IRuntimeHandle, Func{CancellationToken, Task}, Func{CancellationToken, Task}, Func{CancellationToken, Task}, Func{CancellationToken, Task}, CancellationToken, string, int)"/>
    public static Task AllAsync(
        this IRuntimeHandle handle, Func<CancellationToken, Task> first, Func<CancellationToken, Task> second, Func<CancellationToken, Task> third,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return AllOfAsync(handle, [first, second, third], new SpawnSite(file, line), cancellationToken);
    }

    /// <summary>Runs all bodies at the same time and waits for all of them. If one fails, the others are aborted.</summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="first">The first body. Each body gets the token of its own task.</param>
    /// <param name="second">Another body.</param>
    /// <param name="third">Another body.</param>
    /// <param name="fourth">Another body.</param>
    /// <param name="cancellationToken">Cancels all bodies.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A Task that ends after every body.</returns>
    /// <exception cref="OperationCanceledException">The token fired, the waiting task was aborted, or the runtime ends.</exception>
    public static Task AllAsync(
        this IRuntimeHandle handle, Func<CancellationToken, Task> first, Func<CancellationToken, Task> second,
        Func<CancellationToken, Task> third, Func<CancellationToken, Task> fourth, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        return AllOfAsync(handle, [first, second, third, fourth], new SpawnSite(file, line), cancellationToken);
    }

    private static Task<Unit> AllOfAsync(IRuntimeHandle handle, Func<CancellationToken, Task>[] bodies, SpawnSite site, CancellationToken cancellationToken)
    {
        var group = Open(handle, cancellationToken);
        var tasks = Array.ConvertAll(bodies, body => group.Spawn(new TokenTaskBody(group.Owner, body, default, site)));
        return EndAsync(group, tasks, CheckAll, cancellationToken);
    }

    private static Unit CheckAll(TokenTaskBody[] tasks)
    {
        foreach (var task in tasks)
            task.ThrowIfFailed();
        return default;
    }
}
