using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task fails while it is detached, awaited, or both, while a clock rings and a runtime ends. The fault is reported once, or its awaiter has it;
/// it is never lost, and a warning comes at most once.
/// </summary>
internal sealed class FaultModel : Model
{
    private readonly FormatException _error = new();
    private readonly RuntimeTask _task;
    private readonly FaultOwner _owner = new();
    private readonly Meanwhile _meanwhile;
    private bool _isObserved;

    public FaultModel(Meanwhile meanwhile)
    {
        _meanwhile = meanwhile;
        _task = new ActionTask(_owner, () => throw _error, default, default);
        Thread("worker", () => new TaskPoller().PollOnce(_task));
        if (meanwhile.HasFlag(Meanwhile.Detach))
            Thread("detacher", _task.DetachTask);
        if (meanwhile.HasFlag(Meanwhile.Observe))
            Thread("observer", Observe);
        if (meanwhile.HasFlag(Meanwhile.Ring))
            Thread("clock", _owner.Clock.RingOnce, mayStayBlocked: true);
        if (meanwhile.HasFlag(Meanwhile.End))
            Thread("ender", End);
    }

    /// <summary>What happens while the task fails.</summary>
    [Flags]
    public enum Meanwhile
    {
        Detach = 1,
        Observe = 2,
        Ring = 4,
        End = 8,
    }

    public override void Check()
    {
        Assert.InRange(_owner.Warnings, 0, 1);
        // An observer that comes first leaves nothing to report; one that comes later is harmless.
        var isOwed = _meanwhile.HasFlag(Meanwhile.Detach) || _meanwhile.HasFlag(Meanwhile.End);
        Assert.InRange(_owner.Reports, isOwed && !_isObserved ? 1 : 0, 1);
        // Nobody has it: then it stands in the list, and a ring is due.
        if (!isOwed && !_isObserved && _owner.Warnings == 0)
            Assert.True(_owner.Clock.IsSet);
        Assert.Empty(_owner.Reports + (_isObserved ? 1 : 0) > 0 ? _owner.Faults.EndWatch() : []);
    }

    /// <summary>As an await: at once, or as a joiner.</summary>
    private void Observe()
    {
        if (_task.TryJoin(new CountingJoiner()))
            _isObserved = true;
        else
            _isObserved = ReferenceEquals(_task.Fault!.Observe(), _error);
    }

    /// <summary>As a shutdown: once the task is counted out, what is left is reported.</summary>
    private void End()
    {
        Until("for the end of the task", () => _owner.Ends == 1);
        foreach (var record in _owner.Faults.EndWatch())
            _owner.Faults.Report(record);
    }

    private sealed class FaultOwner : NobodysTasks
    {
        public ModelClock Clock { get; } = new();

        public override TimeProvider TimeProvider => Clock;

        public override TimeSpan FaultObservationDelay => TimeSpan.FromSeconds(1);

        public int Ends { get; private set; }

        public int Reports { get; private set; }

        public int Warnings { get; private set; }

        public override void CountEnd() => Ends++;

        public override void OnUnobserved(TaskInfo task, Exception exception) => Warnings++;

        public override void OnUnhandled(TaskInfo task, Exception exception) => Reports++;
    }

    /// <summary>One timer, rung by a thread of the model as soon as it is set, early or not: time is always there.</summary>
    internal sealed class ModelClock : TimeProvider
    {
        // Not a field of an ITimer: the model, and not the clock, owns it.
        private Action? _ring;
        private Func<bool>? _isSet;
        private long _now;

        public bool IsSet => _isSet?.Invoke() == true;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ModelTimer(() => callback(state));
            (_ring, _isSet) = (timer.Ring, () => timer.IsSet);
            return timer;
        }

        /// <summary>Once too early, and once in time.</summary>
        public void RingOnce()
        {
            Until("for a timer", () => IsSet);
            _ring!();
            _now += 2 * TimeSpan.TicksPerSecond;
            Until("for a timer again", () => IsSet);
            _ring!();
        }
    }

    private sealed class ModelTimer(Action ring) : ITimer
    {
        public bool IsSet { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsSet = dueTime != Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Ring()
        {
            IsSet = false;
            ring();
        }

        public void Dispose() => IsSet = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
