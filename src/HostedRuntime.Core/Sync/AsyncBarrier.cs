using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Makes a number of participants wait for each other, again and again. The participants that wait for each other are a generation, and go
/// on together when the last of them has arrived. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>Barrier</c>, with one difference: a cancelled wait withdraws its arrival, so that the others do
/// not go on without it. Pooled waits allocate nothing.
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class AsyncBarrier : IWaitOwner, IResource, IResourceHolder
{
    private readonly Lock _gate = new();

    /// <summary>The participants that have arrived in this generation. A cancelled one counts until its arrival is withdrawn.</summary>
    private WaitQueue _arrived;
    private ResourceIdentity _identity;

    /// <summary>Makes a barrier.</summary>
    /// <param name="participants">The number of participants that have to arrive, from 1. 0 counts as 1, as in tokio.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="participants"/> is negative.</exception>
    public AsyncBarrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(participants);
        Participants = Math.Max(participants, 1);
    }

    /// <summary>
    /// The name of the barrier in snapshots, logs and reports of deadlocks. A named one is listed even while no code uses it.
    /// </summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _identity.Name;
        init => _identity.SetName(value, this);
    }

    /// <summary>The number of participants that have to arrive.</summary>
    public int Participants { get; }

    internal int ArrivedCount => _arrived.Count;

    /// <summary>Arrives, and waits for the other participants of the generation.</summary>
    /// <param name="cancellationToken">
    /// Ends the wait and withdraws the arrival. If it fires after the generation is complete, it changes nothing.
    /// </param>
    /// <returns>True for the leader of the generation, which is the participant that arrived last; otherwise false. Await once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before all participants had arrived. The arrival is
    /// withdrawn.
    /// Exception: if the abort races with the completion of the generation, the arrival may have counted.
    /// </exception>
    public ValueTask<bool> SignalAndWaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<bool>(cancellationToken);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (barrier, cancellationToken) => barrier.SignalAndWaitAsync(cancellationToken), cancellationToken);
        if (Arrive() is not { } waiter)
            return new(true);
        return waiter.Pend(task, cancellationToken);
    }

    void IWaitOwner.Withdraw(Waiter waiter) => TryTakeBack(waiter);

    string IWaitOwner.Describe(Waiter waiter) => $"AsyncBarrier, {ArrivedCount} of {Participants} arrived";

    string IWaitOwner.PurposeOf(Waiter waiter) => "the other participants";

    ResourceKind IResource.Kind => ResourceKind.Barrier;

    ref ResourceIdentity IResource.Identity => ref _identity;

    IResource IResourceHolder.Resource => this;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    ResourceView IResource.Look() => new() { State = $"{ArrivedCount} of {Participants} arrived", Waiters = ArrivedCount, Depth = ArrivedCount, Capacity = Participants };

    /// <summary>Withdraws an arrival.</summary>
    /// <returns>True if it was withdrawn; false if the generation is complete, and the arrival has counted.</returns>
    internal bool TryTakeBack(Waiter waiter)
    {
        using (_gate.Hold())
            return _arrived.Remove(waiter);
    }

    /// <summary>Adds an arrival. If it completes the generation, signals the other participants.</summary>
    /// <returns>The waiter; null if this arrival was the last of its generation.</returns>
    private BarrierWaiter? Arrive()
    {
        WakeList others = default;
        using (_gate.Hold())
        {
            if (_arrived.Count + 1 < Participants)
            {
                var waiter = WaiterPool.Rent<BarrierWaiter>();
                waiter.Barrier = this;
                waiter.Open(this);
                _arrived.Enqueue(waiter);
                return waiter;
            }

            while (_arrived.TryDequeue(WaitDecision.Granted, out var other))
                others.Add(other);
        }

        others.SignalAll();
        return null;
    }
}
