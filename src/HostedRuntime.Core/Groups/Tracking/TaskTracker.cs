using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Groups;

namespace HostedRuntime;

/// <summary>
/// Waits for tasks without holding them: a number, so that millions may come and go. Keeps no results and aborts nothing. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio-util's <c>TaskTracker</c>: the wait is over when the tracker is closed and no tracked task is left; closing stops nobody from spawning.</remarks>
[DebuggerDisplay("Count = {Count}, IsClosed = {IsClosed}")]
public sealed class TaskTracker
{
    private readonly IRuntimeHandle? _runtime;
    private readonly PendingTaskCounter _tracked = new();

    /// <summary>Makes an open one.</summary>
    /// <param name="runtime">What <c>Spawn</c> runs on. Null: <see cref="AsyncRuntime.Handle"/>.</param>
    public TaskTracker(IRuntimeHandle? runtime = null) => _runtime = runtime;

    /// <summary>Tracked tasks that have not ended. A moment's view.</summary>
    public int Count => _tracked.Count;

    /// <summary>Whether <see cref="Close"/> was called, and <see cref="Reopen"/> not since then.</summary>
    public bool IsClosed => _tracked.IsClosed;

    /// <summary>Counts a task until it has ended.</summary>
    /// <param name="task">A task of any runtime. One that has ended counts no more.</param>
    public void Track(JoinHandle task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _tracked.Add(task);
    }

    /// <summary>Spawns a task and tracks it.</summary>
    /// <param name="body">What to run; its token is the task's own.</param>
    /// <param name="options">Name, a token to link, and flow.</param>
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

    /// <summary>Says that the waits may end once no task is left. Tasks may still be added, and are then waited for. Idempotent.</summary>
    /// <returns>True if this call closed the tracker; false if it was closed already.</returns>
    public bool Close() => _tracked.Close();

    /// <summary>
    /// Takes <see cref="Close"/> back: no wait ends until the tracker is closed again, even if no task is left. Idempotent.
    /// </summary>
    /// <remarks>Waits for which the tracker was closed and empty before have ended.</remarks>
    /// <returns>True if this call reopened the tracker; false if it was open already.</returns>
    public bool Reopen() => _tracked.Reopen();

    /// <summary>Waits until the tracker is closed and no task is left. A wait that was there when that came true ends, whatever is added after.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Ends with the wait.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public Task WaitAsync(CancellationToken ct = default) => _tracked.WaitAsync(ct).AsTask();
}
