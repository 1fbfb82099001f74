using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A place where a number of participants wait for each other, again and again. Thread-safe; works on and off a runtime. Whoever arrives is counted
/// in the order of arrival; all of a generation go on together.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>Barrier</c>, but for one: a cancelled wait takes its arrival back, so that the others do not go on without it. Pooled
/// waits allocate nothing.
/// </remarks>
[DebuggerDisplay("{ArrivedCount} of {Participants} arrived")]
public sealed class AsyncBarrier : IWaitOwner
{
    private readonly Lock _gate = new();

    /// <summary>Who arrived in this generation. One that was cancelled counts until it took its arrival back.</summary>
    private WaitQueue _arrived;

    /// <summary>Makes a barrier.</summary>
    /// <param name="participants">How many have to arrive: 1 or more. 0 counts as 1, as in tokio.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="participants"/> is negative.</exception>
    public AsyncBarrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(participants);
        Participants = Math.Max(participants, 1);
    }

    /// <summary>How many have to arrive.</summary>
    public int Participants { get; }

    internal int ArrivedCount => _arrived.Count;

    /// <summary>Arrives, and waits for the rest of the generation.</summary>
    /// <param name="ct">
    /// Ends the wait and takes the arrival back. Fired when the generation is complete, it changes nothing.
    /// </param>
    /// <returns>True for one of each generation, its leader: the one that arrived last. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="ct"/> fired, or the waiting task was aborted, before all had arrived. The arrival is taken back; only that of a task which is
    /// aborted at the very moment when the generation completes has counted.
    /// </exception>
    public ValueTask<bool> SignalAndWaitAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (barrier, ct) => barrier.SignalAndWaitAsync(ct), ct);
        if (Arrive(task) is not { } waiter)
            return new(true);
        return waiter.Pend(task, ct);
    }

    void IWaitOwner.Withdraw(Waiter waiter) => TryTakeBack(waiter);

    string IWaitOwner.Describe(Waiter waiter) => $"AsyncBarrier, {ArrivedCount} of {Participants} arrived";

    /// <summary>False: the generation is complete, and this arrival was part of it.</summary>
    internal bool TryTakeBack(Waiter waiter)
    {
        using (_gate.Hold())
            return _arrived.Remove(waiter);
    }

    /// <summary>Null: this was the last to arrive, and the others are on their way.</summary>
    private BarrierWaiter? Arrive(IWaitingTask? task)
    {
        WaiterChain others = default;
        using (_gate.Hold())
        {
            if (_arrived.Count + 1 < Participants)
            {
                var waiter = WaiterPool.Rent<BarrierWaiter>();
                waiter.Barrier = this;
                waiter.Begin(this, task);
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
