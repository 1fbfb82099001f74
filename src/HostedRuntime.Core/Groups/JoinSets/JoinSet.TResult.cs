using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// Tasks of one result type. Results are taken in the order in which the tasks end. Thread-safe: any number of threads may spawn and take
/// at the same time.
/// </summary>
/// <remarks>
/// <para>The semantics are those of tokio's <c>JoinSet</c>, with a limit on how many tasks run. Disposing aborts all tasks and waits for
/// their ends. If you drop the set without disposing it, its tasks keep running. C# has no deterministic drop, unlike Rust.</para>
/// <para>A result is kept until it is taken. If no code takes results, use <see cref="TaskTracker"/>, which keeps none. If the result of a
/// faulted task is never taken, the fault is reported as an unhandled one.</para>
/// </remarks>
/// <typeparam name="T">The type of the results.</typeparam>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinSet<T> : IAsyncEnumerable<JoinResult<T>>, IAsyncDisposable
{
    private readonly JoinSetGroup<JoinResult<T>> _group;

    /// <summary>Makes an empty set.</summary>
    /// <param name="runtime">The runtime of the tasks. If null, <see cref="AsyncRuntime.Handle"/>.</param>
    /// <param name="maxConcurrency">
    /// How many tasks run at the same time, at least 1. The others have not started and wait in the order of their spawn.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public JoinSet(IRuntimeHandle? runtime = null, int maxConcurrency = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        _group = new JoinSetGroup<JoinResult<T>>(
            IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), maxConcurrency, static task => new JoinResult<T>(Unsafe.As<JoinHandle<T>>(task)));
    }

    /// <summary>The number of tasks whose result was not taken yet, ended or not. It may change at any time.</summary>
    public int Count => _group.Count;

    /// <summary>Takes the result of the task that ended first, as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; no result was taken then.</param>
    /// <returns>The result; null if there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<JoinResult<T>?> JoinNextAsync(CancellationToken cancellationToken = default) => _group.TakeAsync(cancellationToken);

    /// <summary>Takes the result of the task that ended first, if one has.</summary>
    /// <param name="result">The result.</param>
    /// <returns>True if there was one; otherwise false.</returns>
    public bool TryJoinNext(out JoinResult<T> result) => _group.TryTake(out result);

    /// <summary>
    /// Waits until all tasks have ended, and takes all values. If a task fails or is aborted, the others are aborted, and its exception is
    /// thrown once they have ended.
    /// </summary>
    /// <remarks>The returned Task also holds the exceptions of the other tasks that failed, behind the first one.</remarks>
    /// <param name="cancellationToken">Ends the wait, not the tasks; no result was taken then.</param>
    /// <returns>The values, in the order in which the tasks ended.</returns>
    /// <exception cref="JoinCanceledException">A task was aborted.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public Task<IReadOnlyList<T>> JoinAllAsync(CancellationToken cancellationToken = default)
        => _group.JoinAllAsync<IReadOnlyList<T>>(static tasks => tasks.ConvertAll(static task => Unsafe.As<JoinHandle<T>>(task).Result!), cancellationToken);

    /// <summary>Aborts all tasks that have not ended. They stay in the set, and their results can be taken.</summary>
    public void AbortAll() => _group.Abort();

    /// <summary>Detaches all tasks, which keep running, and drops the results that exist. Tasks that wait for their turn keep it.</summary>
    public void DetachAll() => _group.Detach();

    /// <summary>Aborts all tasks, waits for their ends and drops their results. The set can be used again.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A ValueTask to await once.</returns>
    /// <exception cref="OperationCanceledException">
    /// The token fired, or the waiting task was aborted. The tasks are aborted, but not all of them have ended yet.
    /// </exception>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken = default) => _group.ShutdownAsync(cancellationToken);

    /// <summary>Takes results as tasks end, until the set is empty. Tasks may be spawned meanwhile.</summary>
    /// <param name="cancellationToken">Ends the wait for the next result; no result is lost.</param>
    /// <returns>The enumerator. Leaving the loop early leaves the other tasks in the set.</returns>
    public IAsyncEnumerator<JoinResult<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _group.TakeEachAsync(cancellationToken);

    /// <summary>
    /// Aborts all tasks, waits until they have ended and drops their results. After that nothing can be spawned. Idempotent.
    /// </summary>
    /// <returns>A ValueTask to await once.</returns>
    /// <remarks>
    /// An abort of the calling task does not cut this wait short, because the tasks must not outlive the set. The abort ends the caller's
    /// next wait.
    /// </remarks>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
