using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;
using HostedRuntime.Tasks;

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
public sealed class JoinMap<TKey, T> : IAsyncEnumerable<KeyValuePair<TKey, JoinResult<T>>>, IAsyncDisposable where TKey : notnull
{
    private readonly KeyedGroup<TKey, T> _group;

    /// <summary>Makes an empty map.</summary>
    /// <param name="runtime">What the tasks run on. Null: <see cref="AsyncRuntime.Handle"/>.</param>
    /// <param name="comparer">
    /// Tells keys apart. Asked about keys that are passed in, sometimes under the map's lock; what it throws comes out of that call, and changes
    /// nothing. Null: the default one.
    /// </param>
    public JoinMap(IRuntimeHandle? runtime = null, IEqualityComparer<TKey>? comparer = null)
        => _group = new KeyedGroup<TKey, T>(IOwningHandle.OwnerOf(runtime ?? AsyncRuntime.Handle), comparer);

    /// <summary>Keys whose result nobody took yet, ended or not. A moment's view.</summary>
    public int Count => _group.Count;

    /// <summary>Spawns a task under a key. The one that was there is aborted, or its result forgotten if it has ended.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">What to run; its token is the task's own.</param>
    /// <param name="options">Name, a token to link, and flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>Aborts this task, whose result is then a cancelled one.</returns>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(body);
        return _group.Spawn(key, _group.HashOf(key), new TokenTaskBody<T>(_group.Owner, body, options, new SpawnSite(file, line)));
    }

    /// <summary>Whether there is a task under the key, or its result.</summary>
    /// <param name="key">The key.</param>
    /// <returns>A moment's view.</returns>
    public bool ContainsKey(TKey key) => _group.Find(key) is not null;

    /// <summary>Aborts the task under the key. It stays in the map, and its result can be taken.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False: there is none.</returns>
    public bool Abort(TKey key)
    {
        if (_group.Find(key) is not { } task)
            return false;
        task.Abort();
        return true;
    }

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
    public async ValueTask ShutdownAsync(CancellationToken ct = default)
    {
        _group.Abort();
        await _group.EmptyAsync(ct).ConfigureAwait(false);
        _group.Drop();
    }

    /// <inheritdoc cref="JoinSet{T}.GetAsyncEnumerator"/>
    public async IAsyncEnumerator<KeyValuePair<TKey, JoinResult<T>>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await _group.TakeAsync(cancellationToken).ConfigureAwait(false) is { } result)
            yield return result;
    }

    /// <inheritdoc cref="JoinSet{T}.DisposeAsync"/>
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
