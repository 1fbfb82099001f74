using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// The bodies that a task of the set can run: every form with a result that a runtime takes, with the same priorities.
public sealed partial class JoinSet<T>
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
    [OverloadResolutionPriority(7)]
    public AbortHandle Spawn(
        Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public AbortHandle Spawn(
        Func<Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public AbortHandle Spawn(
        Func<CancellationToken, ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenValueTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn(
        Func<ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new ValueTaskBody<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task with a synchronous body, which must not block. For blocking bodies use <c>SpawnBlocking</c>.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    public AbortHandle Spawn(
        Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new FuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(Func{T}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public AbortHandle Spawn(
        Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenFuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)));

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
        Func<TState, CancellationToken, T> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateFuncTask<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(Func{TState, CancellationToken, T}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public AbortHandle Spawn<TState>(
        Func<TState, CancellationToken, Task<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateTaskBody<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(Func{TState, CancellationToken, T}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public AbortHandle Spawn<TState>(
        Func<TState, CancellationToken, ValueTask<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new StateValueTaskBody<TState, T>(_group.OwnerFor(body), body, state, options, new SpawnSite(file, line)));

    /// <summary>Spawns a task that blocks, on the blocking pool. Once it has started, only its token can end it.</summary>
    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task{T}}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
    /// A task that waits for the set's concurrency limit already has a place in that queue.
    /// </exception>
    public AbortHandle SpawnBlocking(
        Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new FuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(Func{T}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public AbortHandle SpawnBlocking(
        Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => _group.Spawn(new TokenFuncTask<T>(_group.OwnerFor(body), body, options, new SpawnSite(file, line)) { IsBlocking = true });
}
