using System.Diagnostics;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// A map of running tasks without results, by key. A new task under a key aborts the old one and drops its outcome. Outcomes are taken in
/// the order in which the tasks end. Thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of <see cref="JoinMap{TKey, T}"/>; tokio-util writes <c>JoinMap&lt;K, ()&gt;</c>. Disposing aborts all tasks and
/// waits for their ends, including replaced tasks. A key is in the map until its outcome was taken. A value that a body returns is dropped.
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinMap<TKey> : IAsyncEnumerable<KeyValuePair<TKey, JoinResult>>, IAsyncDisposable where TKey : notnull
{
    private readonly JoinMapGroup<TKey, JoinResult> _group;

    /// <inheritdoc cref="JoinMap{TKey, T}(IRuntimeHandle, IEqualityComparer{TKey})"/>
    public JoinMap(IRuntimeHandle? runtime = null, IEqualityComparer<TKey>? comparer = null)
        => _group = new JoinMapGroup<TKey, JoinResult>(IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), comparer, static task => new JoinResult(task));

    /// <summary>The number of keys whose outcome was not taken yet, whether the task has ended or not. It may change at any time.</summary>
    public int Count => _group.Count;

    /// <inheritdoc cref="JoinMap{TKey, T}.ContainsKey"/>
    public bool ContainsKey(TKey key) => _group.Find(key) is not null;

    /// <inheritdoc cref="JoinMap{TKey, T}.Abort"/>
    public bool Abort(TKey key) => _group.Abort(key);

    /// <summary>Takes the outcome of the task that ended first, as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; no outcome was taken then.</param>
    /// <returns>The key and the outcome; null if there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<KeyValuePair<TKey, JoinResult>?> JoinNextAsync(CancellationToken cancellationToken = default) => _group.TakeAsync(cancellationToken);

    /// <summary>Takes the outcome of the task that ended first, if one has.</summary>
    /// <param name="result">The key and the outcome.</param>
    /// <returns>True if there was one; otherwise false.</returns>
    public bool TryJoinNext(out KeyValuePair<TKey, JoinResult> result) => _group.TryTake(out result);

    /// <inheritdoc cref="JoinSet{T}.AbortAll"/>
    public void AbortAll() => _group.Abort();

    /// <inheritdoc cref="JoinSet{T}.DetachAll"/>
    public void DetachAll() => _group.Detach();

    /// <inheritdoc cref="JoinSet{T}.ShutdownAsync"/>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken = default) => _group.ShutdownAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.GetAsyncEnumerator"/>
    public IAsyncEnumerator<KeyValuePair<TKey, JoinResult>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => _group.TakeEachAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
