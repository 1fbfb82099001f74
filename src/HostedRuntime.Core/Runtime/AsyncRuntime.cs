using System.Runtime.CompilerServices;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// Makes runtimes, and is the door for code without dependency injection: the free functions of <c>tauri::async_runtime</c>. Thread-safe.
/// </summary>
public static partial class AsyncRuntime
{
    internal const string DefaultName = "default";

    private static readonly FallbackRuntime s_fallback = new(static () => Create());

    /// <summary>
    /// The current runtime of this thread: the one that it entered, otherwise that of the running task, otherwise the one that the thread belongs
    /// to. If there is none, the one that was set or offered first and still runs; otherwise a default one, which is made now and never ends.
    /// </summary>
    public static IRuntimeHandle Handle => CurrentRuntime.Handle ?? s_fallback.Get();

    /// <summary>Makes a running runtime.</summary>
    /// <param name="options">Null: the defaults. Copied: later changes do nothing.</param>
    /// <param name="timeProvider">Drives all that the runtime times, in place of its own timers: for tests. Null, or the system's: the runtime's own.</param>
    /// <param name="hooks">Callbacks. Null: none.</param>
    /// <param name="name">The runtime's name. Null: "default".</param>
    /// <returns>The caller owns it and disposes it.</returns>
    /// <exception cref="ArgumentException">Options outside their range; all of them are named.</exception>
    /// <exception cref="ThreadUnavailableException">The system has no thread for one of the runtime's. Those that had started have ended.</exception>
    public static IRuntime Create(RuntimeOptions? options = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null, string? name = null)
    {
        var runtime = CreateUnstarted(options, timeProvider, hooks, name);
        // Without its threads it holds nothing that would have to be disposed.
        runtime.Start();
        return runtime;
    }

    /// <summary>Makes a runtime for somebody who calls <see cref="IRuntime.Start"/> later, as hosts do; tasks spawned before wait in its queue.</summary>
    /// <inheritdoc cref="Create"/>
    public static IRuntime CreateUnstarted(RuntimeOptions? options = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null, string? name = null)
    {
        name ??= DefaultName;
        options = ValidCopy(options ?? new RuntimeOptions(), name);
        // The system's clock is what the runtime's own timers go by: hosts register it as a service, and mean no other timers by it.
        if (ReferenceEquals(timeProvider, TimeProvider.System))
            timeProvider = null;
        hooks ??= new RuntimeHooks();
        return options.Flavor switch
        {
            RuntimeFlavor.CurrentThread => new CurrentThreadRuntime(name, options, timeProvider, hooks),
            RuntimeFlavor.ThreadPool => new ThreadPoolRuntime(name, options, timeProvider, hooks),
            _ => new MultiThreadRuntime(name, options, timeProvider, hooks),
        };
    }

    /// <summary>Makes a runtime the one that <see cref="Handle"/> falls back to, until it ends. A host does this by itself.</summary>
    /// <param name="handle">The runtime; its owner keeps it alive.</param>
    /// <exception cref="InvalidOperationException">Another one was set, the default one is in use, or this one has ended.</exception>
    public static void Set(IRuntimeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        s_fallback.Set(handle);
    }

    /// <summary>
    /// Offers a runtime to <see cref="Handle"/>, which falls back to it as soon as every runtime that was set or offered earlier begins to
    /// end: now if there is none. A host does this by itself for its default runtime.
    /// </summary>
    /// <param name="handle">The runtime; its owner keeps it alive. Offering it again does nothing.</param>
    /// <param name="other">
    /// If the result is false, the runtime in use, or null if there is none and <paramref name="handle"/> has ended. If it is true, the
    /// default runtime that an earlier use of <see cref="AsyncRuntime"/> made and that this one replaces from now on, or null if there is
    /// none. The replaced runtime keeps its tasks, and no owner ends it.
    /// </param>
    /// <returns>True if <see cref="Handle"/> falls back to this runtime from now on; otherwise false.</returns>
    public static bool Offer(IRuntimeHandle handle, out IRuntimeHandle? other)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return s_fallback.Offer(handle, out other);
    }

    /// <inheritdoc cref="RuntimeHandleExtensions.BlockOn(IRuntimeHandle, Func{Task}, string, int)"/>
    public static void BlockOn(Func<Task> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Handle.BlockOn(body, file, line);

    /// <inheritdoc cref="RuntimeHandleExtensions.BlockOn{T}(IRuntimeHandle, Func{Task{T}}, string, int)"/>
    [OverloadResolutionPriority(1)]
    public static T BlockOn<T>(Func<Task<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Handle.BlockOn(body, file, line);

    /// <summary>
    /// Runs a body that will block, here and now: on a worker its core goes to another thread first, so that the runtime goes on;
    /// elsewhere it is a plain call. Inside, BlockOn and the `Blocking...` forms are allowed, also in the body of another BlockOn, whose
    /// other branches stand still meanwhile; but not on the thread of a CurrentThread runtime, which no other can stand in for.
    /// </summary>
    /// <param name="body">What to run. Nothing can abort it.</param>
    /// <remarks>
    /// About this thread, so static; semantics are tokio's <c>block_in_place</c>. Each call that is under way on a worker costs a thread:
    /// <see cref="RuntimeOptions.MaxCompensatingThreads"/> is for bodies that block without saying so, and does not bound it.
    /// </remarks>
    public static void BlockInPlace(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var blocking = BlockingInPlace.Begin();
        body();
    }

    /// <inheritdoc cref="BlockInPlace(Action)"/>
    /// <returns>What the body returned.</returns>
    public static T BlockInPlace<T>(Func<T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var blocking = BlockingInPlace.Begin();
        return body();
    }

    /// <summary>A bounded channel, as <see cref="MpscChannel.CreateBounded{T}(int)"/>.</summary>
    /// <param name="capacity">How many items wait before senders do; at least 1.</param>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends.</returns>
    public static (Sender<T> Sender, Receiver<T> Receiver) Channel<T>(int capacity) => MpscChannel.CreateBounded<T>(capacity);

    /// <inheritdoc cref="FallbackRuntime.Replace"/>
    internal static void Replace(IRuntimeHandle handle) => s_fallback.Replace(handle);

    /// <inheritdoc cref="FallbackRuntime.Forget"/>
    internal static void Forget(IRuntimeHandle handle) => s_fallback.Forget(handle);

    /// <exception cref="ArgumentException">Options outside their range.</exception>
    internal static RuntimeOptions ValidCopy(RuntimeOptions options, string runtime)
    {
        var copy = options.Copy();
        var errors = copy.Validate();
        if (errors.Count == 0)
            return copy;
        throw new ArgumentException(
            $"The options of runtime '{runtime}' are not valid:{string.Concat(errors.Select(error => Environment.NewLine + "  " + error))}",
            nameof(options));
    }
}
