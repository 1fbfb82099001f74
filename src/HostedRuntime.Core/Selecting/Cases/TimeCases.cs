using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>A time that has passed since the call began to wait.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A case has no end to call. A sleep without waits keeps at most one timer, until it is due.")]
internal sealed class TimeoutCase(TimeSpan timeout, TimeProvider? clock) : ValueCase<Waiter<Unit>, Unit>
{
    // Made on first need, because the clock of the runtime is known only where the wait begins.
    private ResettableSleep? _sleep;
    /// <summary>True if the time had passed when the round began. Only in that round, because each call begins the time again.</summary>
    private bool _isDue;

    internal override string Name => "timeout";

    internal override void OnWaitBegins()
    {
        _isDue = false;
        if (_sleep is null)
            _sleep = new ResettableSleep(timeout, clock);
        else
            _sleep.Reset(timeout);
    }

    internal override bool TryTake()
    {
        if (!_isDue)
            return false;
        _isDue = false;
        return Take(default);
    }

    internal override bool Leave()
    {
        _isDue = false;
        return base.Leave();
    }

    private protected override CaseStart Begin(CaseLink link, out Waiter<Unit>? waiter)
    {
        var start = _sleep!.BeginWait(link, out waiter);
        _isDue = start == CaseStart.Ready;
        return start;
    }
}

/// <summary>The next item of a delay queue that is due.</summary>
internal sealed class DelayQueueCase<T>(DelayQueue<T> queue) : ValueCase<Waiter<T>, T>
{
    internal override string Name => "DelayQueue";

    internal override bool TryTake() => queue.TryDequeue(out var item) && Take(item);

    private protected override CaseStart Begin(CaseLink link, out Waiter<T>? waiter) => queue.BeginDequeue(link, out waiter);

    /// <summary>The end of the queue ends the case; an error of its timer is thrown.</summary>
    private protected override bool Fail(Exception error)
    {
        IsEnded = true;
        return queue.HasEnded ? false : throw error;
    }
}

/// <summary>A tick of an interval.</summary>
internal sealed class TickCase(Interval interval) : WaiterCase<Waiter<bool>, bool, Unit>
{
    internal override string Name => "tick of an interval";

    internal override bool TryTake()
    {
        if (interval.TryTakeTick(out var isDisposed))
            return Take(default);
        IsEnded = isDisposed;
        return false;
    }

    private protected override CaseStart Begin(CaseLink link, out Waiter<bool>? waiter) => interval.BeginTick(link, out waiter);

    private protected override bool Accept(bool result)
    {
        IsEnded = !result;
        return result && Take(default);
    }
}
