using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// A scope of tasks that cannot outlive it.
/// <see cref="TaskScopes.RunScopeAsync(IRuntimeHandle, Func{TaskScope, Task}, TaskScopeOptions?, CancellationToken, string, int)"/> passes
/// it to its body. It ends with the last of its children, and the first failure aborts the others. Thread-safe.
/// </summary>
/// <remarks>
/// It has no constructor and no Dispose, so neither can be forgotten. The models are Trio's nursery and Kotlin's coroutineScope; tokio has
/// none.
/// </remarks>
[DebuggerDisplay("{_group,nq}")]
public sealed class TaskScope
{
    private readonly TaskScopeGroup _group;

    internal TaskScope(TaskScopeGroup group) => _group = group;

    /// <summary>
    /// Fires when the scope is cancelled: by a failure, its deadline, <see cref="Cancel"/>, or the code that waits for the scope. It is the
    /// token of the scope's body. Each child has its own token, which fires then too.
    /// </summary>
    public CancellationToken CancellationToken => _group.Token;

    internal TaskScopeGroup Group => _group;

    /// <summary>Spawns a child. If the scope was cancelled and has not ended yet, the child is cancelled too and never runs.</summary>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>
    /// The task. If it fails, the scope is cancelled, even if no code awaits the handle. Catch inside the child any exception that the
    /// scope should survive. Aborting the child through its handle is not a failure.
    /// </returns>
    /// <exception cref="TaskScopeFinishedException">The body and all children have ended.</exception>
    public JoinHandle Spawn(
        Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _group.Spawn(new TokenTaskBody(_group.Owner, body, options, new SpawnSite(file, line)));
    }

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public JoinHandle<T> Spawn<T>(
        Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _group.Spawn(new TokenTaskBody<T>(_group.Owner, body, options, new SpawnSite(file, line)));
    }

    /// <summary>
    /// Spawns a child that blocks, on the blocking pool. Once it has started, only its token can end it, and the scope waits for it.
    /// </summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows. A task that waits for the
    /// scope's concurrency limit already has a place in that queue.
    /// </exception>
    public JoinHandle SpawnBlocking(
        Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _group.Spawn(new TokenActionTask(_group.Owner, body, options, new SpawnSite(file, line)) { IsBlocking = true });
    }

    /// <inheritdoc cref="SpawnBlocking(Action{CancellationToken}, SpawnOptions, string, int)"/>
    public JoinHandle<T> SpawnBlocking<T>(
        Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _group.Spawn(new TokenFuncTask<T>(_group.Owner, body, options, new SpawnSite(file, line)) { IsBlocking = true });
    }

    /// <summary>Does not compile: at the first await of an asynchronous body, the blocking thread would consider it done.</summary>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">The type that the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public JoinHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <summary>
    /// Aborts the children and the body, as <see cref="JoinHandle.Abort"/> does. That alone is no failure. If the body still returns, its
    /// result is the result of the scope; if the body ends as cancelled, so does the scope. Does nothing if the scope has finished.
    /// </summary>
    public void Cancel() => _group.Cancel(CancelCause.Request);

    /// <summary>
    /// Returns a token that fires when the scope's token or another token fires, and is released when the scope ends. A source of
    /// <see cref="CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, CancellationToken)"/>, in contrast, stays registered
    /// with a token that outlives it until it is disposed.
    /// </summary>
    /// <param name="other">The other token.</param>
    /// <returns>The token. It never fires after the end of the scope.</returns>
    /// <exception cref="TaskScopeFinishedException">The scope has finished.</exception>
    public CancellationToken Link(CancellationToken other) => _group.Link(other);
}
