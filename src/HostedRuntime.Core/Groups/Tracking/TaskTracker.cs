using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>Waits for the end of tasks that it only counts, so that millions may come and go. Thread-safe.</summary>
/// <remarks>
/// Keeps no results and aborts nothing. The semantics are those of tokio-util's <c>TaskTracker</c>. A wait ends when the tracker is closed
/// and no tracked task is left. Closing does not prevent further spawns.
/// </remarks>
[DebuggerDisplay("Count = {Count}, IsClosed = {IsClosed}")]
public sealed class TaskTracker
{
    private readonly IRuntimeHandle? _runtime;
    private readonly PendingTaskCounter _tracked = new();

    /// <summary>Makes an open tracker.</summary>
    /// <param name="runtime">The runtime that <c>Spawn</c> uses. If null, <see cref="AsyncRuntime.Handle"/>.</param>
    public TaskTracker(IRuntimeHandle? runtime = null) => _runtime = runtime;

    /// <summary>The number of tracked tasks that have not ended. It may change at any time.</summary>
    public int Count => _tracked.Count;

    /// <summary>True if <see cref="Close"/> was called, and <see cref="Reopen"/> was not called since then.</summary>
    public bool IsClosed => _tracked.IsClosed;

    /// <summary>Counts a task until it has ended.</summary>
    /// <param name="task">A task of any runtime. A task that has ended does not count.</param>
    public void Track(JoinHandle task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _tracked.Add(task);
    }

    /// <summary>Spawns a task and tracks it.</summary>
    /// <param name="body">The body to run. Its parameter is the token of the task.</param>
    /// <param name="options">The name, a token to link, and the flow.</param>
    /// <param name="file">Where the task is spawned; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The task.</returns>
    public JoinHandle Spawn(
        Func<CancellationToken, Task> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var task = (_runtime ?? AsyncRuntime.Handle).Spawn(body, options, file, line);
        _tracked.Add(task);
        return task;
    }

    /// <inheritdoc cref="Spawn(Func{CancellationToken, Task}, SpawnOptions, string, int)"/>
    [OverloadResolutionPriority(1)]
    public JoinHandle<T> Spawn<T>(
        Func<CancellationToken, Task<T>> body, SpawnOptions options = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var task = (_runtime ?? AsyncRuntime.Handle).Spawn(body, options, file, line);
        _tracked.Add(task);
        return task;
    }

    /// <summary>Declares that waits may end once no task is left. Tasks may still be added, and are then waited for. Idempotent.</summary>
    /// <returns>True if this call closed the tracker; false if it was closed already.</returns>
    public bool Close() => _tracked.Close();

    /// <summary>Undoes <see cref="Close"/>: no wait ends until the tracker is closed again, even if no task is left. Idempotent.</summary>
    /// <remarks>If the tracker was closed and empty before, the waits of that time have ended.</remarks>
    /// <returns>True if this call reopened the tracker; false if it was open already.</returns>
    public bool Reopen() => _tracked.Reopen();

    /// <summary>
    /// Waits until the tracker is closed and no task is left. Tasks that are added after that moment do not delay the wait.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A Task that ends with the wait.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => _tracked.WaitAsync(cancellationToken).AsTask();
}
