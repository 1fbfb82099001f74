using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// Tasks of one result type, whose results are taken in the order in which they end. Disposing aborts and waits. Thread-safe: any number may
/// spawn and take at the same time.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>JoinSet</c>, and a limit on how many run. A result is kept until somebody takes it; where nobody will,
/// <see cref="TaskTracker"/> keeps none. A fault whose result is never taken is reported as an unhandled one. A set that is dropped and not disposed
/// of aborts nothing: C# does not tell it.
/// </remarks>
/// <typeparam name="T">What the tasks return.</typeparam>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinSet<T> : IAsyncEnumerable<JoinResult<T>>, IAsyncDisposable
{
    private readonly JoinSetGroup<JoinResult<T>> _group;

    /// <summary>Makes an empty set.</summary>
    /// <param name="runtime">What the tasks run on. Null: <see cref="AsyncRuntime.Handle"/>.</param>
    /// <param name="maxConcurrency">How many run at the same time, at least 1. The others wait, in the order of their spawn, and have not started.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public JoinSet(IRuntimeHandle? runtime = null, int maxConcurrency = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        _group = new JoinSetGroup<JoinResult<T>>(
            IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), maxConcurrency, static task => new JoinResult<T>(Unsafe.As<JoinHandle<T>>(task)));
    }

    /// <summary>Tasks whose result nobody took yet, ended or not. A moment's view.</summary>
    public int Count => _group.Count;

    /// <summary>Takes the result of the task that ended first, as soon as there is one.</summary>
    /// <param name="ct">Ends the wait; no result was taken then.</param>
    /// <returns>The result; null: there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<JoinResult<T>?> JoinNextAsync(CancellationToken ct = default) => _group.TakeAsync(ct);

    /// <summary>Takes the result of the task that ended first, if one has.</summary>
    /// <param name="result">The result.</param>
    /// <returns>False: there is none now.</returns>
    public bool TryJoinNext(out JoinResult<T> result) => _group.TryTake(out result);

    /// <summary>
    /// Waits until all tasks have ended, and takes all values. The first that failed or was aborted has the rest aborted; once they have ended its
    /// exception comes out, and the returned Task holds those of the others that failed behind it.
    /// </summary>
    /// <param name="ct">Ends the wait, not the tasks; no result was taken then.</param>
    /// <returns>The values, in the order in which the tasks ended.</returns>
    /// <exception cref="JoinCanceledException">A task was aborted.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public Task<IReadOnlyList<T>> JoinAllAsync(CancellationToken ct = default)
        => _group.JoinAllAsync<IReadOnlyList<T>>(static tasks => tasks.ConvertAll(static task => Unsafe.As<JoinHandle<T>>(task).Result!), ct);

    /// <summary>Aborts all tasks that have not ended. They stay in the set, and their results can be taken.</summary>
    public void AbortAll() => _group.Abort();

    /// <summary>Lets go of all tasks, which run on by themselves, and forgets the results that are there. Those that wait for their turn keep it.</summary>
    public void DetachAll() => _group.Detach();

    /// <summary>Aborts all tasks, waits for their ends and forgets their results. The set can be used again.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted: not all tasks have ended yet.</exception>
    public ValueTask ShutdownAsync(CancellationToken ct = default) => _group.ShutdownAsync(ct);

    /// <summary>Takes results as tasks end, until the set is empty. Tasks may be spawned meanwhile.</summary>
    /// <param name="cancellationToken">Ends the wait for the next result; none is lost.</param>
    /// <returns>The enumerator. Leaving the loop early leaves the other tasks in the set.</returns>
    public IAsyncEnumerator<JoinResult<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _group.TakeEachAsync(cancellationToken);

    /// <summary>
    /// Aborts all tasks, waits until they have ended and forgets their results; from then on nothing can be spawned. Idempotent. Not a point of abort: an
    /// abort of the task that disposes is felt by its next wait.
    /// </summary>
    /// <returns>Await it once.</returns>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
