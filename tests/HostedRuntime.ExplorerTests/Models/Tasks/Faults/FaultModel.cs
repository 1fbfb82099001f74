using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task fails while it is detached, awaited, or both, while a clock fires and a runtime ends. The fault is reported once, or its awaiter
/// gets it. It is never lost, and there is at most one warning.
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
        if (meanwhile.HasFlag(Meanwhile.Fire))
            Thread("clock", _owner.Clock.FireTwice, mayStayBlocked: true);
        if (meanwhile.HasFlag(Meanwhile.End))
            Thread("ender", End);
    }

    /// <summary>The events while the task fails.</summary>
    [Flags]
    public enum Meanwhile
    {
        Detach = 1,
        Observe = 2,
        Fire = 4,
        End = 8,
    }

    public override void Check()
    {
        Assert.InRange(_owner.Warnings, 0, 1);
        // If the observer comes first, nothing is left to report. If it comes later, it does no harm.
        var isOwed = _meanwhile.HasFlag(Meanwhile.Detach) || _meanwhile.HasFlag(Meanwhile.End);
        Assert.InRange(_owner.Reports, isOwed && !_isObserved ? 1 : 0, 1);
        // If no joiner got the fault, it is in the list and the timer is set.
        if (!isOwed && !_isObserved && _owner.Warnings == 0)
            Assert.True(_owner.Clock.IsSet);
        Assert.Empty(_owner.Reports + (_isObserved ? 1 : 0) > 0 ? _owner.Faults.EndWatch() : []);
    }

    /// <summary>Observes the fault as an await does: at once, or as a joiner.</summary>
    private void Observe()
    {
        if (_task.TryJoin(new CountingJoiner()))
            _isObserved = true;
        else
            _isObserved = ReferenceEquals(_task.Fault!.Observe(), _error);
    }

    /// <summary>Ends the runtime as a shutdown does: once the task has left the count, the remaining faults are reported.</summary>
    private void End()
    {
        Until("for the end of the task", () => _owner.Ends == 1);
        foreach (var record in _owner.Faults.EndWatch())
            _owner.Faults.Report(record);
    }

    private sealed class FaultOwner : StubTaskOwner
    {
        public ModelClock Clock { get; } = new();

        public override TimeProvider TimeProvider => Clock;

        public override TimeSpan FaultObservationDelay => TimeSpan.FromSeconds(1);

        public int Ends { get; private set; }

        public int Reports { get; private set; }

        public int Warnings { get; private set; }

        public override void CountEnd(RuntimeTask task) => Ends++;

        public override void OnUnobserved(TaskInfo task, Exception exception) => Warnings++;

        public override void OnUnhandled(TaskInfo task, Exception exception) => Reports++;
    }

    /// <summary>
    /// A clock with one timer. A thread of the model fires it as soon as it is set, early or not, so time can always pass.
    /// </summary>
    internal sealed class ModelClock : TimeProvider
    {
        // Not a field of type ITimer, because the model owns the timer, and not the clock.
        private Action? _fire;
        private Func<bool>? _isSet;
        private long _now;

        public bool IsSet => _isSet?.Invoke() == true;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ModelTimer(() => callback(state));
            (_fire, _isSet) = (timer.Fire, () => timer.IsSet);
            return timer;
        }

        /// <summary>Fires the timer once too early and once in time.</summary>
        public void FireTwice()
        {
            Until("for a timer", () => IsSet);
            _fire!();
            _now += 2 * TimeSpan.TicksPerSecond;
            Until("for a timer again", () => IsSet);
            _fire!();
        }
    }

    private sealed class ModelTimer(Action callback) : ITimer
    {
        public bool IsSet { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsSet = dueTime != Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Fire()
        {
            IsSet = false;
            callback();
        }

        public void Dispose() => IsSet = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
