using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// A handle on a runtime whose tasks can be ended without ending the runtime. For a part of an application that may end before it, such as
/// a plugin that is unloaded. Thread-safe.
/// </summary>
/// <remarks>
/// Inside its tasks <see cref="CurrentTask.Runtime"/> and <see cref="AsyncRuntime.Handle"/> are the child runtime, so tasks that they spawn
/// belong to it too. Everything else belongs to the runtime: workers, blocking pool, clock and figures. The end of the runtime also ends
/// the tasks of the child runtime.
/// </remarks>
public sealed class ChildRuntime : IRuntimeHandle, IOwningHandle
{
    private readonly IRuntimeHandle _runtime;
    private readonly ChildOwner _owner;

    /// <summary>Makes a child runtime without tasks.</summary>
    /// <param name="runtime">The runtime, or the child runtime, that runs its tasks.</param>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public ChildRuntime(IRuntimeHandle runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        _runtime = runtime;
        _owner = new ChildOwner(this, IOwningHandle.OwnerOf(runtime));
    }

    /// <summary>The name of the runtime.</summary>
    public string Name => _runtime.Name;

    /// <inheritdoc/>
    public RuntimeFlavor Flavor => _runtime.Flavor;

    /// <inheritdoc/>
    public TimeProvider TimeProvider => _runtime.TimeProvider;

    /// <inheritdoc/>
    public RuntimeMetrics Metrics => _runtime.Metrics;

    /// <summary>The number of tasks that were spawned and have not ended.</summary>
    public int Count => _owner.Count;

    /// <inheritdoc/>
    public CancellationToken Stopping => _owner.Stopping;

    TaskOwner IOwningHandle.Owner => _owner;

    /// <inheritdoc/>
    public RuntimeScope Enter() => new(this);

    /// <summary>Returns the tasks of the child runtime that have not ended, including those that never ran yet.</summary>
    /// <returns>A snapshot.</returns>
    public IReadOnlyList<TaskInfo> CaptureTasks() => _owner.Describe();

    /// <summary>
    /// Ends the child runtime: takes no more tasks, aborts the present ones, and waits for their bodies. A further call aborts and waits
    /// again.
    /// </summary>
    /// <remarks>A task that is spawned after this is cancelled, as after the end of a runtime.</remarks>
    /// <param name="timeout">The longest wait, by the system's clock: zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The tasks that ignored the abort and still run; usually none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired. The tasks are aborted
    /// nevertheless.</exception>
    public async Task<IReadOnlyList<TaskInfo>> EndAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var empty = _owner.End();
        // By the system's clock, because callbacks of the runtime's own clock run on the runtime, which may be stuck.
        using var time = new CancellationTokenSource(timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        await empty.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _owner.Describe();
    }
}
