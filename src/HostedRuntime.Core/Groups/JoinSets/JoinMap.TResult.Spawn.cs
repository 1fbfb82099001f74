using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// The bodies that a task of the map can run: every form with a result that a runtime takes, with the same priorities.
public sealed partial class JoinMap<TKey, T>
{
    /// <summary>Spawns a task under a key. An earlier task under that key is aborted. If it has ended, its result is dropped.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A handle that can abort this task. The result of an aborted task is a cancelled one.</returns>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [OverloadResolutionPriority(7)]
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public AbortHandle Spawn(
        TKey key, Func<Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenValueTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn(
        TKey key, Func<ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new ValueTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task with a synchronous body, which must not block. For blocking bodies use <c>SpawnBlocking</c>.</summary>
    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    public AbortHandle Spawn(
        TKey key, Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new FuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{T}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenFuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body takes its state as an argument, so that a static lambda needs no closure.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">The body to run. Its parameters are the state and the token of the task.</param>
    /// <param name="state">Passed to the body.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A handle that can abort this task. The result of an aborted task is a cancelled one.</returns>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <typeparam name="TState">The type of the state.</typeparam>
    public AbortHandle Spawn<TState>(
        TKey key, Func<TState, CancellationToken, T> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateFuncTask<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(TKey, Func{TState, CancellationToken, T}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public AbortHandle Spawn<TState>(
        TKey key, Func<TState, CancellationToken, Task<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateTaskBody<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(TKey, Func{TState, CancellationToken, T}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState>(
        TKey key, Func<TState, CancellationToken, ValueTask<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateValueTaskBody<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task that blocks, on the blocking pool. Once it has started, only its token can end it.</summary>
    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
    /// </exception>
    public AbortHandle SpawnBlocking(
        TKey key, Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new FuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(TKey, Func{T}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle SpawnBlocking(
        TKey key, Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenFuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });
}
