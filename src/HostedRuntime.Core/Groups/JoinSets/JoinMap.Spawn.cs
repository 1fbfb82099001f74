using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// The bodies that a task of the map can run: every form that a runtime takes, with the same priorities. A returned value is dropped.
public sealed partial class JoinMap<TKey>
{
    /// <summary>Spawns a task under a key. An earlier task under that key is aborted. If it has ended, its result is dropped.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A handle that can abort this task. The result of an aborted task is a cancelled one.</returns>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [OverloadResolutionPriority(6)]
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle Spawn(
        TKey key, Func<Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn(
        TKey key, Func<CancellationToken, ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenValueTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn(
        TKey key, Func<ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new ValueTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body returns a value, which is dropped.</summary>
    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <typeparam name="TDropped">The type of the dropped value.</typeparam>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn<TDropped>(
        TKey key, Func<CancellationToken, ValueTask<TDropped>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenValueTaskBody<TDropped>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TDropped}(TKey, Func{CancellationToken, ValueTask{TDropped}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TDropped>(
        TKey key, Func<ValueTask<TDropped>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new ValueTaskBody<TDropped>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task with a synchronous body, which must not block. For blocking bodies use <c>SpawnBlocking</c>.</summary>
    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    public AbortHandle Spawn(
        TKey key, Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new ActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(TKey, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public AbortHandle Spawn(
        TKey key, Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

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
        TKey key, Action<TState, CancellationToken> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateActionTask<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(TKey, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle Spawn<TState>(
        TKey key, Func<TState, CancellationToken, Task> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateTaskBody<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(TKey, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState>(
        TKey key, Func<TState, CancellationToken, ValueTask> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateValueTaskBody<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body takes its state and returns a value, which is dropped.</summary>
    /// <inheritdoc cref="Spawn{TState}(TKey, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TDropped">The type of the dropped value.</typeparam>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState, TDropped>(
        TKey key, Func<TState, CancellationToken, ValueTask<TDropped>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateValueTaskBody<TState, TDropped>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task that blocks, on the blocking pool. Once it has started, only its token can end it.</summary>
    /// <inheritdoc cref="Spawn(TKey, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
    /// </exception>
    public AbortHandle SpawnBlocking(
        TKey key, Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new ActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(TKey, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle SpawnBlocking(
        TKey key, Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new TokenActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    // Overloads that only cause a compile error for asynchronous bodies: see RuntimeHandleExtensions.

    /// <summary>Does not compile: at the first await of an asynchronous body, the blocking thread would consider it done.</summary>
    /// <param name="key">Unused.</param>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">The type that the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public AbortHandle SpawnBlocking<TTask>(TKey key, Func<TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(TKey, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public AbortHandle SpawnBlocking<TTask>(TKey key, Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(TKey, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public AbortHandle SpawnBlocking<TTask>(TKey key, Func<TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(TKey, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public AbortHandle SpawnBlocking<TTask>(TKey key, Func<CancellationToken, TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);
}
