using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// The bodies that a task of the set can run: every form that a runtime takes, with the same priorities. A returned value is dropped.
public sealed partial class JoinSet
{
    /// <summary>Spawns a task into the set.</summary>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>
    /// A handle that can abort the task. The result is a cancelled one after an abort, or if the runtime was already stopping.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The set was disposed.</exception>
    [OverloadResolutionPriority(6)]
    public AbortHandle Spawn(
        Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle Spawn(
        Func<Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn(
        Func<CancellationToken, ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenValueTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn(
        Func<ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new ValueTaskBody(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body returns a value, which is dropped.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <typeparam name="TDropped">The type of the dropped value.</typeparam>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn<TDropped>(
        Func<CancellationToken, ValueTask<TDropped>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenValueTaskBody<TDropped>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TDropped}(Func{CancellationToken, ValueTask{TDropped}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TDropped>(
        Func<ValueTask<TDropped>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new ValueTaskBody<TDropped>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task with a synchronous body, which must not block. For blocking bodies use <c>SpawnBlocking</c>.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    public AbortHandle Spawn(
        Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new ActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public AbortHandle Spawn(
        Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body takes its state as an argument, so that a static lambda needs no closure.</summary>
    /// <param name="body">The body to run. Its parameters are the state and the token of the task.</param>
    /// <param name="state">Passed to the body.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>
    /// A handle that can abort the task. The result is a cancelled one after an abort, or if the runtime was already stopping.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The set was disposed.</exception>
    /// <typeparam name="TState">The type of the state.</typeparam>
    public AbortHandle Spawn<TState>(
        Action<TState, CancellationToken> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateActionTask<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle Spawn<TState>(
        Func<TState, CancellationToken, Task> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateTaskBody<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState>(
        Func<TState, CancellationToken, ValueTask> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateValueTaskBody<TState>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task whose body takes its state and returns a value, which is dropped.</summary>
    /// <inheritdoc cref="Spawn{TState}(Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TDropped">The type of the dropped value.</typeparam>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState, TDropped>(
        Func<TState, CancellationToken, ValueTask<TDropped>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateValueTaskBody<TState, TDropped>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task that blocks, on the blocking pool. Once it has started, only its token can end it.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
    /// A task that waits for the set's concurrency limit already has a place in that queue.
    /// </exception>
    public AbortHandle SpawnBlocking(
        Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new ActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle SpawnBlocking(
        Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenActionTask(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    // Overloads that only cause a compile error for asynchronous bodies: see RuntimeHandleExtensions.

    /// <summary>Does not compile: at the first await of an asynchronous body, the blocking thread would consider it done.</summary>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">The type that the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public AbortHandle SpawnBlocking<TTask>(Func<TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public AbortHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public AbortHandle SpawnBlocking<TTask>(Func<TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public AbortHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);
}
