using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// A place for tasks that cannot outlive it: what <see cref="TaskScopes.RunScopeAsync(IRuntimeHandle, Func{TaskScope, Task}, TaskScopeOptions?, CancellationToken, string, int)"/>
/// hands to its body. It ends with the last of its children; the first failure aborts the others. Thread-safe.
/// </summary>
/// <remarks>There is no constructor and no Dispose: nothing to forget. Trio's nursery and Kotlin's coroutineScope are its models; tokio has none.</remarks>
[DebuggerDisplay("{_group,nq}")]
public sealed class TaskScope
{
    private readonly ScopeGroup _group;

    internal TaskScope(ScopeGroup group) => _group = group;

    /// <summary>
    /// Fires when the scope is cancelled: by a failure, its deadline, <see cref="Cancel"/>, or the code that waits for it. It is the token of the
    /// scope's body; a child has its own, which fires then too.
    /// </summary>
    public CancellationToken CancellationToken => _group.Token;

    internal ScopeGroup Group => _group;

    /// <summary>Spawns a child. In a scope that was cancelled and has not ended yet, it is cancelled too and never runs.</summary>
    /// <param name="body">What to run; its token is the task's own.</param>
    /// <param name="options">Name, a token to link, and flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task. Its failure ends the scope whether or not it is awaited; handle inside the child what the scope is to survive. One that is aborted by its handle counts as no failure.</returns>
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

    /// <summary>Runs a child that blocks on the blocking pool. Once it has started only its token can end it, and the scope waits for it.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows. One that waits for its turn in the scope has its place already.</exception>
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

    /// <summary>Does not compile: a blocking thread would be done with an asynchronous body at its first await.</summary>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">What the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public JoinHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <summary>
    /// Aborts the children and the body, as by <see cref="JoinHandle.Abort"/>. That alone is no failure: if the body returns all the same, its
    /// result is the scope's; if it ends in the cancellation, the scope does. Does nothing when the scope has finished.
    /// </summary>
    public void Cancel() => _group.Cancel(CancelCause.Request);

    /// <summary>
    /// A token that fires with the scope's or another one, and is released when the scope ends: unlike one of
    /// <see cref="CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, CancellationToken)"/>, which stays registered with a token that
    /// outlives it until somebody disposes of its source.
    /// </summary>
    /// <param name="other">The other token.</param>
    /// <returns>The token; after the end of the scope it never fires.</returns>
    /// <exception cref="TaskScopeFinishedException">The scope has finished.</exception>
    public CancellationToken Link(CancellationToken other) => _group.Link(other);
}
