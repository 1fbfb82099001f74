using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// The methods that run bodies on a runtime. <c>Spawn</c> starts a task at once, even if its handle is never awaited. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Once the shutdown of the runtime has begun, <c>Spawn</c> returns a handle that is already cancelled, and never throws. The
/// semantics are those of tokio. On a handle that is not of this package, such as a mock, each method throws
/// <see cref="ForeignRuntimeHandleException"/>.</para>
/// <para>The token of the body is the token of the task. It fires at <see cref="JoinHandle.Abort"/> and at shutdown. The code of the body
/// stays on the runtime across every await, unless a foreign <c>ConfigureAwait(false)</c> leaves it.</para>
/// <para>All overloads are here, on one level. If some of them were on the interface, those instance members would win over better
/// extensions. <see cref="OverloadResolutionPriorityAttribute"/> orders them without a tie: a token counts 4, and in addition a Task with a
/// result 3, a Task 2, a ValueTask 1, a plain body 0.</para>
/// </remarks>
public static partial class RuntimeHandleExtensions
{
    internal const string AsyncBodyMessage = "A blocking body must be synchronous: use Spawn for async work.";

    /// <summary>Spawns an asynchronous body.</summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task.</returns>
    [OverloadResolutionPriority(6)]
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenTaskBody(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(7)]
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenTaskBody<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Func<Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TaskBody(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TaskBody<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a synchronous body, which must not block. For blocking bodies use <c>SpawnBlocking</c>.</summary>
    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new ActionTask(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new FuncTask<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenActionTask(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenFuncTask<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Func<ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new ValueTaskBody(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new ValueTaskBody<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public static JoinHandle Spawn(
        this IRuntimeHandle handle, Func<CancellationToken, ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenValueTaskBody(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public static JoinHandle<T> Spawn<T>(
        this IRuntimeHandle handle, Func<CancellationToken, ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new TokenValueTaskBody<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)));

    /// <summary>Spawns a body that takes its state as an argument, so that a static lambda needs no closure.</summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="body">The body to run. Its parameters are the state and the token of the task.</param>
    /// <param name="state">Passed to the body.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task.</returns>
    public static JoinHandle Spawn<TState>(
        this IRuntimeHandle handle, Action<TState, CancellationToken> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateActionTask<TState>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    public static JoinHandle<T> Spawn<TState, T>(
        this IRuntimeHandle handle, Func<TState, CancellationToken, T> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateFuncTask<TState, T>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle Spawn<TState>(
        this IRuntimeHandle handle, Func<TState, CancellationToken, Task> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateTaskBody<TState>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public static JoinHandle<T> Spawn<TState, T>(
        this IRuntimeHandle handle, Func<TState, CancellationToken, Task<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateTaskBody<TState, T>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle Spawn<TState>(
        this IRuntimeHandle handle, Func<TState, CancellationToken, ValueTask> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateValueTaskBody<TState>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <inheritdoc cref="Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle<T> Spawn<TState, T>(
        this IRuntimeHandle handle, Func<TState, CancellationToken, ValueTask<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Admit(new StateValueTaskBody<TState, T>(OwnerFor(handle, body), body, state, options, new SpawnSite(file, line)));

    /// <summary>
    /// Runs a body that blocks (files, old SDKs, locks) on a thread of the blocking pool, where it holds up no worker. An abort works until
    /// the body has started; after that only its token can end it.
    /// </summary>
    /// <inheritdoc cref="Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    /// <exception cref="BlockingQueueFullException">
    /// All threads are busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
    /// </exception>
    public static JoinHandle SpawnBlocking(
        this IRuntimeHandle handle, Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AdmitBlocking(new ActionTask(OwnerFor(handle, body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle<T> SpawnBlocking<T>(
        this IRuntimeHandle handle, Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AdmitBlocking(new FuncTask<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle SpawnBlocking(
        this IRuntimeHandle handle, Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AdmitBlocking(new TokenActionTask(OwnerFor(handle, body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    /// <inheritdoc cref="SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle<T> SpawnBlocking<T>(
        this IRuntimeHandle handle, Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => AdmitBlocking(new TokenFuncTask<T>(OwnerFor(handle, body), body, options, new SpawnSite(file, line)) { IsBlocking = true });

    // The overloads that only cause a compile error take a constrained TTask and not a Task. A lambda that only throws or loops for ever
    // converts to Func<Task> as well as to Action and would not compile, but no TTask is inferred from it. Constraints are no part of a
    // signature, so the parameter lists differ in length instead. There is no such overload for ValueTask<T>, because no constraint matches
    // it, and a Func<ValueTask<T>> would refuse SpawnBlocking<int>(() => throw ...).

    /// <summary>Does not compile: at the first await of an asynchronous body, the blocking thread would consider it done.</summary>
    /// <param name="handle">The runtime.</param>
    /// <param name="body">An asynchronous body.</param>
    /// <param name="options">Unused.</param>
    /// <typeparam name="TTask">The type that the body returns.</typeparam>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static JoinHandle SpawnBlocking<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static JoinHandle SpawnBlocking<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static JoinHandle SpawnBlocking<TTask>(
        this IRuntimeHandle handle, Func<TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <inheritdoc cref="SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static JoinHandle SpawnBlocking<TTask>(
        this IRuntimeHandle handle, Func<CancellationToken, TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(AsyncBodyMessage);

    /// <summary>
    /// Runs the body on the calling thread, including its continuations, and returns when it has ended. Throws the body's own exception.
    /// </summary>
    /// <remarks>
    /// <para>Tasks that the body has spawned keep running. Continuations that come after its end run on workers.</para>
    /// <para>The body is a task of the runtime, named "BlockOn". It is counted and listed. The shutdown waits for it, then aborts it, and
    /// names it in the report if it does not end.</para>
    /// <para>Once the shutdown has begun, a body is cancelled and never runs. Exception: if the call is made inside a task of the runtime,
    /// for example in a blocking body, the body is a part of that task.</para>
    /// <para>A <see cref="RuntimeFlavor.CurrentThread"/> runtime runs the body on its own thread, and the caller only waits. If that
    /// runtime was not started, the caller also waits for the start.</para>
    /// </remarks>
    /// <param name="handle">The runtime that the body is in.</param>
    /// <param name="body">The body to run.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <exception cref="InvalidOperationException">
    /// Called on a worker, including the thread of a CurrentThread runtime. Or called inside another BlockOn and not in BlockInPlace, where
    /// it would wait for itself.
    /// </exception>
    /// <exception cref="JoinCanceledException">The end of the runtime cancelled the body.</exception>
    public static void BlockOn(this IRuntimeHandle handle, Func<Task> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Block(handle, body, owner => new TaskBody(owner, body, default, new SpawnSite(file, line))).ThrowIfFailed();

    /// <inheritdoc cref="BlockOn(IRuntimeHandle, Func{Task}, string, int)"/>
    /// <returns>The result of the body.</returns>
    [OverloadResolutionPriority(1)]
    public static T BlockOn<T>(this IRuntimeHandle handle, Func<Task<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Block(handle, body, owner => new TaskBody<T>(owner, body, default, new SpawnSite(file, line))).GetAwaiter().GetResult();

    private static TaskOwner OwnerFor(IRuntimeHandle handle, Delegate body)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(body);
        return IOwningHandle.OwnerOf(handle);
    }

    private static TTask Admit<TTask>(TTask task) where TTask : RuntimeTask
    {
        task.Owner.TryAdmit(task);
        return task;
    }

    private static TTask AdmitBlocking<TTask>(TTask task) where TTask : RuntimeTask
    {
        task.Owner.TryAdmitBlocking(task);
        return task;
    }

    private static TTask Block<TTask>(IRuntimeHandle handle, Delegate body, Func<TaskOwner, TTask> root) where TTask : JoinHandle
    {
        var owner = OwnerFor(handle, body);
        BlockOnPump.CheckThread();
        return ((RuntimeEngine)owner.Root).BlockOn(owner, root);
    }
}
