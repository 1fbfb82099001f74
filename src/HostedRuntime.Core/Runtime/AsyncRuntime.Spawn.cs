using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace HostedRuntime;

// Spawning without a handle: each method of RuntimeHandleExtensions with its forms and their priorities, on the current runtime.
public static partial class AsyncRuntime
{
    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(6)]
    public static JoinHandle Spawn(
        Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(7)]
    public static JoinHandle<T> Spawn<T>(
        Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle Spawn(
        Func<Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public static JoinHandle<T> Spawn<T>(
        Func<Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle Spawn(
        Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle<T> Spawn<T>(
        Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public static JoinHandle Spawn(
        Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(4)]
    public static JoinHandle<T> Spawn<T>(
        Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle Spawn(
        Func<ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle<T> Spawn<T>(
        Func<ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public static JoinHandle Spawn(
        Func<CancellationToken, ValueTask> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn(IRuntimeHandle, Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(5)]
    public static JoinHandle<T> Spawn<T>(
        Func<CancellationToken, ValueTask<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    public static JoinHandle Spawn<TState>(
        Action<TState, CancellationToken> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    public static JoinHandle<T> Spawn<TState, T>(
        Func<TState, CancellationToken, T> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle Spawn<TState>(
        Func<TState, CancellationToken, Task> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(3)]
    public static JoinHandle<T> Spawn<TState, T>(
        Func<TState, CancellationToken, Task<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle Spawn<TState>(
        Func<TState, CancellationToken, ValueTask> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.Spawn{TState}(IRuntimeHandle, Action{TState, CancellationToken}, TState, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static JoinHandle<T> Spawn<TState, T>(
        Func<TState, CancellationToken, ValueTask<T>> body, TState state, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.Spawn(body, state, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle SpawnBlocking(
        Action body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.SpawnBlocking(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    public static JoinHandle<T> SpawnBlocking<T>(
        Func<T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.SpawnBlocking(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle SpawnBlocking(
        Action<CancellationToken> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.SpawnBlocking(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking(IRuntimeHandle, Action, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(2)]
    public static JoinHandle<T> SpawnBlocking<T>(
        Func<CancellationToken, T> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Handle.SpawnBlocking(body, options, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static JoinHandle SpawnBlocking<TTask>(Func<TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static JoinHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default)
        where TTask : Task
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static JoinHandle SpawnBlocking<TTask>(Func<TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);

    /// <inheritdoc cref="RuntimeHandleExtensions.SpawnBlocking{TTask}(IRuntimeHandle, Func{TTask}, SpawnOptions)"/>
    [Obsolete(RuntimeHandleExtensions.AsyncBodyMessage, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(3)]
    public static JoinHandle SpawnBlocking<TTask>(Func<CancellationToken, TTask> body, SpawnOptions options = default, string file = "")
        where TTask : struct, IEquatable<ValueTask>
        => throw new NotSupportedException(RuntimeHandleExtensions.AsyncBodyMessage);
}
