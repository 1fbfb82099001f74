using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// A map of running tasks by key. A new task under a key aborts the old one and drops its result. Results are taken in the order in which
/// the tasks end. Thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of tokio-util's <c>JoinMap</c>. Disposing aborts all tasks and waits for their ends, including replaced tasks.
/// The new task of a key may start before the old one has ended. A key is in the map until its result was taken. If the result of a faulted
/// task is never taken, the fault is reported as an unhandled one.
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="T">The type of the results.</typeparam>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinMap<TKey, T> : IAsyncEnumerable<KeyValuePair<TKey, JoinResult<T>>>, IAsyncDisposable where TKey : notnull
{
    private readonly JoinMapGroup<TKey, JoinResult<T>> _group;

    /// <summary>Makes an empty map.</summary>
    /// <param name="runtime">The runtime of the tasks. If null, <see cref="AsyncRuntime.Handle"/>.</param>
    /// <param name="comparer">
    /// Compares keys; null for the default comparer. Called for keys that are passed in, sometimes under the map's lock. If it throws, that
    /// call throws the same exception and changes nothing.
    /// </param>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public JoinMap(IRuntimeHandle? runtime = null, IEqualityComparer<TKey>? comparer = null)
        => _group = new JoinMapGroup<TKey, JoinResult<T>>(
            IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), comparer, static task => new JoinResult<T>(Unsafe.As<JoinHandle<T>>(task)));

    /// <summary>The number of keys whose result was not taken yet, whether the task has ended or not. It may change at any time.</summary>
    public int Count => _group.Count;

    /// <summary>Returns whether there is a task, or its result, under the key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if there is one; otherwise false. It may change at any time.</returns>
    public bool ContainsKey(TKey key) => _group.Find(key) is not null;

    /// <summary>Aborts the task under the key. It stays in the map, and its result can be taken.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if there was a task or a result; otherwise false.</returns>
    public bool Abort(TKey key) => _group.Abort(key);

    /// <summary>Takes the result of the task that ended first, as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; no result was taken then.</param>
    /// <returns>The key and the result; null if there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<KeyValuePair<TKey, JoinResult<T>>?> JoinNextAsync(CancellationToken cancellationToken = default) => _group.TakeAsync(cancellationToken);

    /// <summary>Takes the result of the task that ended first, if one has.</summary>
    /// <param name="result">The key and the result.</param>
    /// <returns>True if there was one; otherwise false.</returns>
    public bool TryJoinNext(out KeyValuePair<TKey, JoinResult<T>> result) => _group.TryTake(out result);

    /// <inheritdoc cref="JoinSet{T}.AbortAll"/>
    public void AbortAll() => _group.Abort();

    /// <inheritdoc cref="JoinSet{T}.DetachAll"/>
    public void DetachAll() => _group.Detach();

    /// <inheritdoc cref="JoinSet{T}.ShutdownAsync"/>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken = default) => _group.ShutdownAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.GetAsyncEnumerator"/>
    public IAsyncEnumerator<KeyValuePair<TKey, JoinResult<T>>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => _group.TakeEachAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
