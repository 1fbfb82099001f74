using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// Tasks by key, one for each: a new task under a key aborts the old one, whose result nobody sees. Results are taken in the order in which the
/// tasks end. Disposing aborts and waits, for the replaced ones too. Thread-safe.
/// </summary>
/// <remarks>
/// Semantics are tokio-util's <c>JoinMap</c>. The new task may start before the old one has ended. A key is in the map until its result was taken. A fault whose
/// result is never taken is reported as an unhandled one.
/// </remarks>
/// <typeparam name="TKey">What tasks are found by.</typeparam>
/// <typeparam name="T">What the tasks return.</typeparam>
[DebuggerDisplay("Count = {Count}")]
public sealed partial class JoinMap<TKey, T> : IAsyncEnumerable<KeyValuePair<TKey, JoinResult<T>>>, IAsyncDisposable where TKey : notnull
{
    private readonly JoinMapGroup<TKey, JoinResult<T>> _group;

    /// <summary>Makes an empty map.</summary>
    /// <param name="runtime">What the tasks run on. Null: <see cref="AsyncRuntime.Handle"/>.</param>
    /// <param name="comparer">
    /// Tells keys apart. Asked about keys that are passed in, sometimes under the map's lock; what it throws comes out of that call, and changes
    /// nothing. Null: the default one.
    /// </param>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public JoinMap(IRuntimeHandle? runtime = null, IEqualityComparer<TKey>? comparer = null)
        => _group = new JoinMapGroup<TKey, JoinResult<T>>(
            IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), comparer, static task => new JoinResult<T>(Unsafe.As<JoinHandle<T>>(task)));

    /// <summary>Keys whose result nobody took yet, ended or not. A moment's view.</summary>
    public int Count => _group.Count;

    /// <summary>Whether there is a task under the key, or its result.</summary>
    /// <param name="key">The key.</param>
    /// <returns>A moment's view.</returns>
    public bool ContainsKey(TKey key) => _group.Find(key) is not null;

    /// <summary>Aborts the task under the key. It stays in the map, and its result can be taken.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False: there is none.</returns>
    public bool Abort(TKey key) => _group.Abort(key);

    /// <summary>Takes the result of the task that ended first, as soon as there is one.</summary>
    /// <param name="ct">Ends the wait; no result was taken then.</param>
    /// <returns>Key and result; null: there is none, and no task that could end. Await it once.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<KeyValuePair<TKey, JoinResult<T>>?> JoinNextAsync(CancellationToken ct = default) => _group.TakeAsync(ct);

    /// <summary>Takes the result of the task that ended first, if one has.</summary>
    /// <param name="result">Key and result.</param>
    /// <returns>False: there is none now.</returns>
    public bool TryJoinNext(out KeyValuePair<TKey, JoinResult<T>> result) => _group.TryTake(out result);

    /// <inheritdoc cref="JoinSet{T}.AbortAll"/>
    public void AbortAll() => _group.Abort();

    /// <inheritdoc cref="JoinSet{T}.DetachAll"/>
    public void DetachAll() => _group.Detach();

    /// <inheritdoc cref="JoinSet{T}.ShutdownAsync"/>
    public ValueTask ShutdownAsync(CancellationToken ct = default) => _group.ShutdownAsync(ct);

    /// <inheritdoc cref="JoinSet{T}.GetAsyncEnumerator"/>
    public IAsyncEnumerator<KeyValuePair<TKey, JoinResult<T>>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => _group.TakeEachAsync(cancellationToken);

    /// <inheritdoc cref="JoinSet{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
