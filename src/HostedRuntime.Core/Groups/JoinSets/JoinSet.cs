using System.Diagnostics;
using HostedRuntime.Groups;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Tasks without a result. Outcomes are taken in the order in which the tasks end. Thread-safe: any number of threads may spawn and take at
/// the same time.
/// </summary>
/// <remarks>
/// The semantics are those of <see cref="JoinSet{T}"/>; tokio writes <c>JoinSet&lt;()&gt;</c>. Disposing aborts all tasks and waits for
/// their ends. An outcome tells whether the task completed, failed or was aborted, and is kept until it is taken. If no code takes
/// outcomes, use <see cref="TaskTracker"/>, which keeps none. A value that a body returns is dropped.
/// </remarks>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinSet : IAsyncEnumerable<JoinResult>, IAsyncDisposable
{
    private readonly JoinSetGroup<JoinResult> _group;

    /// <inheritdoc cref="JoinSet{T}(IRuntimeHandle, int)"/>
    public JoinSet(IRuntimeHandle? runtime = null, int maxConcurrency = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        _group = new JoinSetGroup<JoinResult>(IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), maxConcurrency, static task => new JoinResult(task));
    }

    /// <summary>The number of tasks whose outcome was not taken yet, ended or not. It may change at any time.</summary>
    public int Count => _group.Count;

    /// <summary>Takes the outcome of the task that ended first, as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; no outcome was taken then.</param>
    /// <returns>The outcome; null if there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<JoinResult?> JoinNextAsync(CancellationToken cancellationToken = default) => _group.TakeAsync(cancellationToken);

    /// <summary>Takes the outcome of the task that ended first, if one has.</summary>
    /// <param name="result">The outcome.</param>
    /// <returns>True if there was one; otherwise false.</returns>
    public bool TryJoinNext(out JoinResult result) => _group.TryTake(out result);

    /// <summary>
    /// Waits until all tasks have ended, and takes all outcomes. If a task fails or is aborted, the others are aborted, and its exception
    /// is thrown once they have ended.
    /// </summary>
    /// <remarks>The returned Task also holds the exceptions of the other tasks that failed, behind the first one.</remarks>
    /// <param name="cancellationToken">Ends the wait, not the tasks; no outcome was taken then.</param>
    /// <returns>A Task that ends after every task of the set.</returns>
    /// <exception cref="JoinCanceledException">A task was aborted.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public Task JoinAllAsync(CancellationToken cancellationToken = default) => _group.JoinAllAsync(static _ => default(Unit), cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.AbortAll"/>
    public void AbortAll() => _group.Abort();

    /// <inheritdoc cref="JoinSet{T}.DetachAll"/>
    public void DetachAll() => _group.Detach();

    /// <inheritdoc cref="JoinSet{T}.ShutdownAsync"/>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken = default) => _group.ShutdownAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.GetAsyncEnumerator"/>
    public IAsyncEnumerator<JoinResult> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _group.TakeEachAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
