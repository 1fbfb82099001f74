using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// What a task of the map may run: every form that a runtime takes, with the same priorities. A value that a body returns is dropped.
public sealed partial class JoinMap<TKey>
{
    /// <summary>Spawns a task under a key. The task that was there is aborted, or its result forgotten if it has ended.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">What to run; its token is the task's own.</param>
    /// <param name="options">Name, a token to link, and flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>Aborts this task, whose result is then a cancelled one.</returns>
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
    /// <typeparam name="TDropped">What the body returns.</typeparam>
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

    /// <summary>Spawns a task whose body is ready when it returns. It must not block: that is what <c>SpawnBlocking</c> is for.</summary>
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
    /// <param name="body">What to run; gets the state and the task's token.</param>
    /// <param name="state">Handed to the body.</param>
    /// <param name="options">Name, a token to link, and flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>Aborts this task, whose result is then a cancelled one.</returns>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <typeparam name="TState">What the body is handed.</typeparam>
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
    /// <typeparam name="TState">What the body is handed.</typeparam>
    /// <typeparam name="TDropped">What the body returns.</typeparam>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState, TDropped>(
        TKey key, Func<TState, CancellationToken, ValueTask<TDropped>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(key, _group.HashOf(key), new StateValueTaskBody<TState, TDropped>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task that blocks, on the blocking pool. Once it has started only its token can end it.</summary>
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

    // The traps: see RuntimeHandleExtensions.

    /// <summary>Does not compile: a blocking thread would be done with an asynchronous body at its first await.</summary>
    /// <param name="key">Unused.</param>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">What the body returns.</typeparam>
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
