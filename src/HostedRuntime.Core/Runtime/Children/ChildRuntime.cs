using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// A handle on a runtime whose tasks can be ended without ending the runtime: what a part of an application gets that may have to leave
/// before it, such as a plugin that is unloaded. Thread-safe.
/// </summary>
/// <remarks>
/// Inside its tasks <see cref="CurrentTask.Runtime"/> and <see cref="AsyncRuntime.Handle"/> are the branch, so what they spawn belongs to it
/// too. Everything else is the runtime's: workers, blocking pool, clock, figures, and its end, which ends the branch's tasks with all others.
/// </remarks>
public sealed class ChildRuntime : IRuntimeHandle, IOwningHandle
{
    private readonly IRuntimeHandle _runtime;
    private readonly ChildOwner _owner;

    /// <summary>Makes an empty branch.</summary>
    /// <param name="runtime">The runtime, or the branch, that runs its tasks.</param>
    /// <exception cref="ForeignRuntimeHandleException"><paramref name="runtime"/> is not a handle of this package.</exception>
    public ChildRuntime(IRuntimeHandle runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        _runtime = runtime;
        _owner = new ChildOwner(this, IOwningHandle.OwnerOf(runtime));
    }

    /// <summary>The runtime's name.</summary>
    public string Name => _runtime.Name;

    /// <inheritdoc/>
    public RuntimeFlavor Flavor => _runtime.Flavor;

    /// <inheritdoc/>
    public TimeProvider TimeProvider => _runtime.TimeProvider;

    /// <inheritdoc/>
    public RuntimeMetrics Metrics => _runtime.Metrics;

    /// <summary>Tasks that were spawned and have not ended.</summary>
    public int Count => _owner.Count;

    /// <inheritdoc/>
    public CancellationToken Stopping => _owner.Stopping;

    TaskOwner IOwningHandle.Owner => _owner;

    /// <inheritdoc/>
    public RuntimeScope Enter() => new(this);

    /// <summary>The branch's tasks that have not ended, those that never ran yet among them.</summary>
    /// <returns>A snapshot.</returns>
    public IReadOnlyList<TaskInfo> CaptureTasks() => _owner.Describe();

    /// <summary>
    /// Ends the branch: takes no more tasks, which are then cancelled as after the end of a runtime, aborts those that there are, and waits
    /// for their bodies. Calling it again aborts and waits again.
    /// </summary>
    /// <param name="timeout">How long to wait, by the system's clock; zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The tasks that ignored the abort and still run; empty as a rule.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired. The tasks are aborted all the same.</exception>
    public async Task<IReadOnlyList<TaskInfo>> EndAsync(TimeSpan timeout, CancellationToken ct = default)
    {
        var empty = _owner.End();
        // By the system's clock: callbacks of the runtime's own run on it, and it may be what is stuck.
        using var time = new CancellationTokenSource(timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);
        await empty.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return _owner.Describe();
    }
}
