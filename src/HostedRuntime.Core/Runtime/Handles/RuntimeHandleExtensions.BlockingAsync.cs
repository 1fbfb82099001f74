using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// SpawnBlocking for those who wait when the pool's queue is full. The same forms in the same order, and the same traps: the token of the
// wait comes after the options, so that a token in their place does not compile rather than be taken for the task's.
public static partial class RuntimeHandleExtensions
{
    /// <summary>
    /// As <c>SpawnBlocking</c>, but waits for room when as many blocking tasks wait for a thread as <see cref="RuntimeOptions.BlockingQueueLimit"/>
    /// allows. Room is given first come first served; of those who get it at the same time either may start first. Without a limit it never waits.
    /// </summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="body">What to run.</param>
    /// <param name="options">Name, a token to link, and flow. When the linked token fires during the wait, the task is cancelled.</param>
    /// <param name="ct">Ends the wait for room, not the task.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task, once there is room for it; after the runtime's shutdown began one that is cancelled. Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted: there is no new task.</exception>
    public static async ValueTask<JoinHandle> SpawnBlockingAsync(
        this IRuntimeHandle handle, Action body, SpawnOptions options = default, CancellationToken ct = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, ct).ConfigureAwait(false);
        return AdmitBlocking(new ActionTask(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    public static async ValueTask<JoinHandle<T>> SpawnBlockingAsync<T>(
        this IRuntimeHandle handle, Func<T> body, SpawnOptions options = default, CancellationToken ct = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, ct).ConfigureAwait(false);
        return AdmitBlocking(new FuncTask<T>(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static async ValueTask<JoinHandle> SpawnBlockingAsync(
        this IRuntimeHandle handle, Action<CancellationToken> body, SpawnOptions options = default, CancellationToken ct = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, ct).ConfigureAwait(false);
        return AdmitBlocking(new TokenActionTask(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <inheritdoc cref="SpawnBlockingAsync(IRuntimeHandle, Action, SpawnOptions, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static async ValueTask<JoinHandle<T>> SpawnBlockingAsync<T>(
        this IRuntimeHandle handle, Func<CancellationToken, T> body, SpawnOptions options = default, CancellationToken ct = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var owner = OwnerFor(handle, body);
        var hasPlace = await TryTakePlaceAsync(owner, options.CancellationToken, ct).ConfigureAwait(false);
        return AdmitBlocking(new TokenFuncTask<T>(owner, body, options, new SpawnSite(file, line)) { IsBlocking = true }, hasPlace);
    }

    /// <summary>Does not compile: a blocking thread would be done with an asynchronous body at its first await.</summary>
    /// <param name="handle">The runtime.</param>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <param name="ct">Unused.</param>
    /// <typeparam name="TTask">What the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default, CancellationToken ct = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default, CancellationToken ct = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default, CancellationToken ct = default, [CallerFilePath] string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlockingAsync{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions, CancellationToken)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static ValueTask<JoinHandle> SpawnBlockingAsync<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default, CancellationToken ct = default, [CallerFilePath] string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <summary>
    /// Before the task is made: one that waits for a place must not be counted yet, and what is made and not counted would end uncounted
    /// when its token fires. False: it fired, and the task needs no place.
    /// </summary>
    private static async ValueTask<bool> TryTakePlaceAsync(TaskOwner owner, CancellationToken ofTask, CancellationToken ct)
    {
        if (!ofTask.CanBeCanceled)
        {
            await owner.TakeBlockingPlaceAsync(ct).ConfigureAwait(false);
            return true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ofTask, ct);
        try
        {
            await owner.TakeBlockingPlaceAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException e) when (e.CancellationToken == either.Token)
        {
            // The caller's own wish comes first; an abort of the waiting task has another token and is not caught.
            ct.ThrowIfCancellationRequested();
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
