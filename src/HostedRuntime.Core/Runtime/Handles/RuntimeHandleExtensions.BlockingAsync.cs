using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// SpawnBlocking for callers that wait while the pool's queue is full. The same forms in the same order, and the same overloads that only
// cause a compile error. The token of the wait comes after the options. A token in their place does not compile, and so is not taken for
// the token of the task.
public static partial class RuntimeHandleExtensions
{
    /// <summary>
    /// Spawns a blocking body as <c>SpawnBlocking</c> does, but waits while the queue of the blocking pool is full
    /// (<see cref="RuntimeOptions.BlockingQueueLimit"/>).
    /// </summary>
    /// <remarks>
    /// Places are given first come, first served. If several callers get a place at the same time, any of their tasks may start first.
    /// Without a limit the call never waits.
    /// </remarks>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="body">The body to run.</param>
    /// <param name="options">The name, a token to link, and the flow. If the linked token fires during the wait, the task is
    /// cancelled.</param>
    /// <param name="cancellationToken">Ends the wait for room, not the task.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task, once there is a place for it. If the runtime is already stopping, a cancelled task. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted. There is no new task.
    /// </exception>
    public static async ValueTask<JoinHandle> SpawnBlockingAsync(
        this IRuntimeHandle handle, Action body, SpawnOptions options = default, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, cancellationToken).ConfigureAwait(false);
        return AdmitBlocking(new ActionTask(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    public static async ValueTask<JoinHandle<T>> SpawnBlockingAsync<T>(
        this IRuntimeHandle handle, Func<T> body, SpawnOptions options = default, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, cancellationToken).ConfigureAwait(false);
        return AdmitBlocking(new FuncTask<T>(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static async ValueTask<JoinHandle> SpawnBlockingAsync(
        this IRuntimeHandle handle, Action<CancellationToken> body, SpawnOptions options = default, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, cancellationToken).ConfigureAwait(false);
        return AdmitBlocking(new TokenActionTask(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static async ValueTask<JoinHandle<T>> SpawnBlockingAsync<T>(
        this IRuntimeHandle handle, Func<CancellationToken, T> body, SpawnOptions options = default, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, cancellationToken).ConfigureAwait(false);
        return AdmitBlocking(new TokenFuncTask<T>(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <summary>Does not compile: at the first await of an asynchronous body, the blocking thread would consider it done.</summary>
    /// <param name="handle">The runtime.</param>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <param name="cancellationToken">Unused.</param>
    /// <typeparam name="TTask">The type that the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default, CancellationToken cancellationToken = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default, CancellationToken cancellationToken = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default, CancellationToken cancellationToken = default, [CallerFilePath] string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default, CancellationToken cancellationToken = default, [CallerFilePath] string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <summary>Waits for a place in the queue, before the task is made.</summary>
    /// <returns>True if there is a place; false if the token of the task has fired, so that the task needs no place.</returns>
    /// <remarks>
    /// A task that waits for a place must not be counted yet. A task that is made and not counted would end uncounted if its token fires.
    /// </remarks>
    private static async ValueTask<bool> TryTakePlaceAsync(TaskOwner owner, CancellationToken ofTask, CancellationToken cancellationToken)
    {
        if (!ofTask.CanBeCanceled)
        {
            await owner.TakeBlockingPlaceAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ofTask, cancellationToken);
        try
        {
            await owner.TakeBlockingPlaceAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException e) when (e.CancellationToken == either.Token)
        {
            // The caller's token wins. An abort of the waiting task has another token and is not caught.
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static TTask AdmitBlocking<TTask>(TTask task, bool hasPlace) where TTask : RuntimeTask
    {
        if (hasPlace)
            task.Owner.AdmitToBlockingPlace(task);
        else
            task.Owner.Refuse(task);
        return task;
    }
}
