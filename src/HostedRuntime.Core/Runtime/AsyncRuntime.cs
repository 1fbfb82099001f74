using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// Creates runtimes. For code without dependency injection it also has the methods of the current runtime, like the free functions of
/// <c>tauri::async_runtime</c>. Thread-safe.
/// </summary>
public static partial class AsyncRuntime
{
    internal const string DefaultName = "default";

    private static readonly FallbackRuntime s_fallback = new(static () => Create());

    /// <summary>The current runtime of this thread. If there is none, the fallback runtime, and otherwise a default runtime.</summary>
    /// <remarks>
    /// <para>The current runtime is the runtime that the thread entered. If there is none, it is the runtime of the running task, and
    /// otherwise the runtime of the thread.</para>
    /// <para>The fallback is the runtime that was set or offered first and still runs. The default runtime is created on first use and
    /// never ends.</para>
    /// </remarks>
    public static IRuntimeHandle Handle => CurrentRuntime.Handle ?? s_fallback.Get();

    /// <summary>Creates a running runtime.</summary>
    /// <param name="options">The options. Null for the defaults. They are copied, so later changes of the object have no effect.</param>
    /// <param name="timeProvider">
    /// The clock and the timers of the runtime, for tests. With null or the system's clock the runtime uses its own timers.
    /// </param>
    /// <param name="hooks">The callbacks, or null.</param>
    /// <param name="name">The name of the runtime. If null, "default".</param>
    /// <param name="meterFactory">
    /// Makes the meter "HostedRuntime" to which the runtime reports. If null, the runtime reports to the meter of that name that all
    /// runtimes without a factory share. After a factory was disposed, its runtimes report nothing.
    /// </param>
    /// <returns>The runtime. The caller owns and disposes it.</returns>
    /// <exception cref="ArgumentException">Options are outside their range. The message names all of them.</exception>
    /// <exception cref="ThreadUnavailableException">
    /// The system has no thread left for one of the runtime's. The threads that had started have ended.
    /// </exception>
    public static IRuntime Create(
        RuntimeOptions? options = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null, string? name = null, IMeterFactory? meterFactory = null)
    {
        var runtime = CreateUnstarted(options, timeProvider, hooks, name, meterFactory);
        // A runtime whose start failed has no threads, and holds nothing that would have to be disposed.
        runtime.Start();
        return runtime;
    }

    /// <summary>
    /// Creates a runtime that is started later by <see cref="IRuntime.Start"/>, as hosts do. Tasks that are spawned before wait in its
    /// queue.
    /// </summary>
    /// <inheritdoc cref="Create"/>
    public static IRuntime CreateUnstarted(
        RuntimeOptions? options = null, TimeProvider? timeProvider = null, RuntimeHooks? hooks = null, string? name = null, IMeterFactory? meterFactory = null)
    {
        name ??= DefaultName;
        options = ValidCopy(options ?? new RuntimeOptions(), name);
        // The runtime's own timers use the system's clock. Hosts register that clock as a service, and do not mean other timers by it.
        if (ReferenceEquals(timeProvider, TimeProvider.System))
            timeProvider = null;
        hooks ??= new RuntimeHooks();
        var meter = RuntimeMeter.Of(meterFactory);
        RuntimeEngine runtime = options.Flavor switch
        {
            RuntimeFlavor.CurrentThread => new CurrentThreadRuntime(name, options, timeProvider, hooks, meter),
            RuntimeFlavor.ThreadPool => new ThreadPoolRuntime(name, options, timeProvider, hooks, meter),
            _ => new MultiThreadRuntime(name, options, timeProvider, hooks, meter),
        };
        // Only now, because another thread may capture a snapshot of each runtime in the list at any time.
        LiveRuntimes.Add(runtime);
        SnapshotCommand.Offer();
        meter.Add(runtime);
        return runtime;
    }

    /// <summary>Makes a runtime the fallback of <see cref="Handle"/>, until it ends. A host does this by itself.</summary>
    /// <param name="handle">The runtime. Its owner keeps it alive.</param>
    /// <exception cref="InvalidOperationException">
    /// Another runtime was set, the default runtime is in use, or this runtime has ended.
    /// </exception>
    public static void Set(IRuntimeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        s_fallback.Set(handle);
    }

    /// <summary>
    /// Offers a runtime as the fallback of <see cref="Handle"/>. It becomes the fallback once every runtime that was set or offered earlier
    /// begins to end; if there is none, at once. A host does this by itself for its default runtime.
    /// </summary>
    /// <param name="handle">The runtime. Its owner keeps it alive. Offering it again does nothing.</param>
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
    /// Runs a body that will block on this thread. If the thread is a worker, its core first moves to another thread, so that the runtime
    /// goes on. Elsewhere it is a plain call.
    /// </summary>
    /// <param name="body">The body to run. Nothing can abort it.</param>
    /// <remarks>
    /// <para>It concerns this thread, so it is static. The semantics are those of tokio's <c>block_in_place</c>.</para>
    /// <para>Inside, BlockOn and the <c>Blocking...</c> forms are allowed, even in the body of another BlockOn, whose other branches do not
    /// run meanwhile. They are not allowed on the thread of a CurrentThread runtime, which no other thread can replace.</para>
    /// <para>Each running call on a worker costs a thread. <see cref="RuntimeOptions.MaxCompensatingThreads"/> does not limit these
    /// threads, because it is for bodies that block without announcing it.</para>
    /// </remarks>
    public static void BlockInPlace(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var blocking = BlockingInPlace.Begin();
        body();
    }

    /// <inheritdoc cref="BlockInPlace(Action)"/>
    /// <returns>The result of the body.</returns>
    public static T BlockInPlace<T>(Func<T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var blocking = BlockingInPlace.Begin();
        return body();
    }

    /// <summary>Creates a bounded channel, as <see cref="MpscChannel.CreateBounded{T}(int, string)"/>.</summary>
    /// <param name="capacity">How many items the channel can hold before senders wait; at least 1.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>Both ends.</returns>
    public static (Sender<T> Sender, Receiver<T> Receiver) Channel<T>(int capacity) => MpscChannel.CreateBounded<T>(capacity);

    /// <inheritdoc cref="FallbackRuntime.Replace"/>
    internal static void Replace(IRuntimeHandle handle) => s_fallback.Replace(handle);

    /// <inheritdoc cref="FallbackRuntime.Forget"/>
    internal static void Forget(IRuntimeHandle handle) => s_fallback.Forget(handle);

    /// <exception cref="ArgumentException">Options are outside their range.</exception>
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
