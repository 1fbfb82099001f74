using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>How a wait was decided.</summary>
internal enum WaitDecision
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>It got what it waited for.</summary>
    Granted,

    /// <summary>Its own token fired.</summary>
    Canceled,

    /// <summary>Its task was aborted.</summary>
    Aborted,

    /// <summary>What it waited for ended.</summary>
    Failed,
}

/// <summary>A wait that an abort of its task can end. All ways to end it meet in one compare-exchange of its decision.</summary>
internal abstract class PendingWait
{
    private AtomicInt _decision;

    /// <summary>True once it is decided how the wait ends, or when it rests in a pool.</summary>
    public bool IsDecided => Decision != WaitDecision.None;

    /// <summary>What it waits for, for people; null: it does not say. From any thread; a moment's view.</summary>
    public virtual string? WaitsOn => null;

    protected WaitDecision Decision => (WaitDecision)_decision.Read();

    /// <summary>The one compare-exchange. The caller that gets true must see the wait through to its end.</summary>
    public bool TryDecide(WaitDecision decision) => _decision.CompareExchange((int)decision, 0) == 0;

    /// <summary>Cancels or aborts the wait unless it is decided.</summary>
    public bool TryCancel(WaitDecision decision, CancellationToken ct)
    {
        if (!TryDecide(decision))
            return false;
        EndCanceled(ct);
        return true;
    }

    /// <summary>Sees a wait through that the caller decided as cancelled or aborted.</summary>
    public abstract void EndCanceled(CancellationToken ct);

    /// <summary>
    /// True while the method with that Task goes on after this wait, in a poll of that task. A BCL state machine is its own Task; of any
    /// other method it is false, which is safe.
    /// </summary>
    public abstract bool Continues(Task method, IWaitingTask task);

    /// <summary>For the next use of a pooled object, by the one who alone holds it.</summary>
    protected void Undecide() => _decision.Write(0);
}
