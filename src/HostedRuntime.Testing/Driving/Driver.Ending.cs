using System.Text;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Testing;

// How a run ends: its failures, and the unwinding of what is left.
internal sealed partial class Driver
{
    // In real time: how long an interrupted thread may take to come back.
    private static readonly TimeSpan s_comeBack = TimeSpan.FromSeconds(1);

    private readonly List<(TaskInfo Task, Exception Error)> _unhandled = [];

    /// <summary>Ends the run with a failure, unless it has one. Called by the seat that has the turn.</summary>
    public void Fail(FailureKind kind, string message, Exception? error = null, string? signature = null)
    {
        Failure ??= FailureOf(kind, message, error, signature);
        _isOver = true;
    }

    private RunFailure FailureOf(FailureKind kind, string message, Exception? error, string? signature)
    {
        message = Tasks.Translate(message);
        return new RunFailure(kind, message, error, Steps, $"{kind}: {signature ?? message}");
    }

    /// <summary>Looks at what the body has left behind, once the run has reached its goal. On the thread of a seat.</summary>
    /// <param name="root">The task of the body.</param>
    /// <param name="first">The number of the first task that belongs to the body.</param>
    /// <returns>The failure; null if it has left nothing that matters.</returns>
    public RunFailure? FindLeftovers(RuntimeTask root, int first)
    {
        var faults = TakeUnobserved();
        var leaks = Settings.Leaks;
        if (leaks.HasFlag(LeakCheck.UnobservedFaults) && faults.Count > 0)
        {
            var (task, error) = faults[0];
            var label = task.Name is { } name ? $"'{name}'" : "without a name";
            return FailureOf(
                FailureKind.UnobservedFault,
                $"A task {label}, spawned at {task.File}:{task.Line}, threw and no code awaited it: {TextOf(error)}",
                error,
                $"{label} {task.File}:{task.Line} {error.GetType()}");
        }

        var live = leaks.HasFlag(LeakCheck.Tasks) ? Tasks.Live().FindAll(task => Tasks.OrdinalOf(task) >= first && !ReferenceEquals(task, root)) : [];
        if (live.Count > 0)
        {
            return FailureOf(
                FailureKind.Leak,
                $"The body ended and left {Counted.Of(live.Count, "task")} behind. Await them, abort them, or put them into a scope.{WaitText.Of(live, Tasks)}",
                null,
                string.Join(' ', live.Select(task => Tasks.Of(task).Label)));
        }

        var timers = leaks.HasFlag(LeakCheck.Timers) ? Time.Armed().FindAll(static timer => !timer.IsOfRuntime) : [];
        return timers.Count == 0
            ? null
            : FailureOf(FailureKind.Leak, $"The body ended and left {Counted.Of(timers.Count, "timer")} armed: {string.Join(", ", timers.Select(static timer => timer.Name))}. Dispose of what owns them.", null, null);
    }

    /// <summary>Returns how the body failed; null if it did not.</summary>
    public RunFailure? FindFault(RuntimeTask root)
    {
        if (root.Fault is { } fault)
        {
            var error = fault.Observe();
            return FailureOf(FailureKind.Exception, $"The body threw {TextOf(error)}", error, $"{error.GetType()}: {error.Message}");
        }

        return root.Status == JoinStatus.Canceled ? FailureOf(FailureKind.Exception, "The body was aborted.", null, null) : null;
    }

    /// <summary>Ends what the run has left: it gets no turn any more. On the thread of a seat.</summary>
    public void Close()
    {
        _isOver = true;
        TakeUnobserved();
        if (_waiting.Count > 0 || _blocked.Count > 0)
            RunUntil(static () => true);
        // A host offers its runtime to the whole process. This one runs nothing any more, and the next test must not find it there.
        AsyncRuntime.Forget(Engine);
    }

    public void OnEscaped(TestEngine engine, RuntimeTask task)
    {
        // With the turn, the end is in order: code of the test has ended the Task that the body has returned, such as a token of a delay.
        if (!ReferenceEquals(engine, Engine) || Settings.ForeignWork != ForeignWork.Fail || HasTurn)
            return;
        Push(engine, (Action)(() => FailAsForeign(task, "its body ended on a thread that is not the test's, after a ConfigureAwait(false)")));
    }

    internal static string TextOf(Exception error) => $"{error.GetType().Name}: {error.Message}";

    private void OnUnhandledFault(TaskInfo task, Exception error)
    {
        // The garbage collector may report a fault, on a thread of the pool.
        using (Holds.Hold(_unhandled))
        {
            if (!_isOver && error is not ScheduleEndedException)
                _unhandled.Add((task, error));
        }
    }

    private List<(TaskInfo Task, Exception Error)> TakeUnobserved()
    {
        var left = Engine.Faults.EndWatch();
        using (Holds.Hold(_unhandled))
        {
            var all = _unhandled.ToList();
            all.AddRange(left.Where(static record => record.TryClaim()).Select(static record => (record.Task, record.Exception)));
            _unhandled.Clear();
            return all;
        }
    }

    private void FailAsForeign(RuntimeTask task, string why)
        => Fail(
            FailureKind.Foreign,
            $"Task {Tasks.Of(task).Label}, spawned at {task.Site.FileName}:{task.Site.Line}, is out of control at step {Steps}: {why}. Its order cannot be replayed. Use the runtime's own operations and clock, or a fake, or set ForeignWork.Wait.",
            null,
            Tasks.Of(task).Label);

    private void FailAsLivelock()
    {
        var busiest = Tasks.Live().OrderByDescending(task => Tasks.Of(task).Steps).Take(3);
        var text = new StringBuilder($"The body did not end within {Steps} steps, the second half of them first come, first served. The busiest tasks:");
        foreach (var task in busiest)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" {Tasks.Of(task).Label} ({Tasks.Of(task).Steps} steps)");
        Fail(FailureKind.Livelock, text.Append('.').ToString(), null, "livelock");
    }

    private void FailAsDeadlock()
    {
        var live = Tasks.Live();
        var cycles = new DeadlockSearch([]).Find(live);
        var isLost = cycles.Count == 0 && live.Exists(WaitText.WaitsForNotification);
        var held = Time.IsHeld && Time.NextDue is not null ? " Virtual time is held." : !Time.AdvancesWhenIdle && Time.NextDue is not null ? " Virtual time does not advance by itself." : "";
        Fail(
            isLost ? FailureKind.LostWakeUp : FailureKind.Deadlock,
            (isLost ? "A task waits for a notification, and no task is left to give it: it came before the wait, or not at all." : "No task can go on.") + held + WaitText.Of(cycles, live, Tasks),
            null,
            // Without the numbers of tasks that do the same, which a simpler schedule may exchange.
            "stuck " + string.Join(' ', live.Select(task => Tasks.Of(task).Label.Trim('\'').TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')).Distinct().Order(StringComparer.Ordinal)));
    }

    private void ThrowIfOver(Seat seat)
    {
        if (_isOver)
            seat.Unwind();
    }

    /// <summary>Returns a seat that waits in the middle of a poll of a run that is over; null if there is none.</summary>
    private Seat? NextToUnwind()
    {
        _ready.Clear();
        while (_waiting.Count == 0 && _blocked.Count > 0)
        {
            foreach (var blocked in _blocked)
                blocked.Thread.Interrupt();
            if (!_inbox.Wait(s_comeBack))
            {
                _lost += _blocked.Count;
                _all.RemoveAll(_blocked.Contains);
                _blocked.Clear();
                break;
            }

            foreach (var entry in _inbox.TakeAll())
            {
                if (entry is Seat seat && _blocked.Remove(seat))
                {
                    seat.BlockedBy = null;
                    _waiting.Add(seat);
                }
            }
        }

        _returned.Clear();
        return _waiting.Count > 0 ? _waiting[0] : null;
    }
}
