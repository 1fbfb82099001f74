using HostedRuntime.Diagnostics;
using HostedRuntime.Stacks;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// The descriptions of a task, for reports, snapshots and the debugger.
public abstract partial class RuntimeTask
{
    internal TaskInfo Describe(TaskState? state = null)
    {
        var info = _identity.Describe(
            IsBlocking ? TaskKind.Blocking : TaskKind.Async,
            state ?? (IsStarted ? TaskState.Waiting : TaskState.Queued),
            _state.Polls,
            Times);
        if (info.Name is null && Owner.NameOfUnnamed is { } name)
            info = info with { Name = name };
        return _waits.Describe(_identity.Control) is { } waitsOn ? info with { WaitsOn = waitsOn } : info;
    }

    /// <summary>How often the task was polled so far; approximate if it has branches.</summary>
    internal int Polls => _state.Polls;

    /// <summary>True if the task waits in one of our primitives at this moment. Any thread.</summary>
    internal bool HasWait => _waits.Any(_identity.Control);

    /// <summary>Adds a description of each wait of the task in our primitives. Any thread.</summary>
    internal void LookAtWaits(List<WaitView> into) => _waits.Look(_identity.Control, into);

    /// <summary>Where the task was spawned.</summary>
    internal SpawnSite Site => _identity.Site;

    /// <summary>The group that the task belongs to; null if it belongs to none.</summary>
    internal GroupView? Group => _joiners.Group;

    /// <summary>Describes the task as a row of a snapshot, except for its waits and its worker. Any thread.</summary>
    /// <param name="isRunning">True if a thread polls the task.</param>
    /// <param name="waitingFor">How long the task has not been polled, if that is known.</param>
    internal TaskSnapshot DescribeRow(bool isRunning, TimeSpan? waitingFor)
    {
        var site = _identity.Site;
        var times = Times;
        var age = _identity.Age;
        return new TaskSnapshot
        {
            Id = TaskId,
            Name = Name,
            Kind = IsBlocking ? TaskKind.Blocking : TaskKind.Async,
            State = isRunning ? TaskState.Running : IsStarted ? TaskState.Waiting : TaskState.Queued,
            File = site.FileName,
            Line = site.Line,
            ParentId = _identity.ParentId,
            Group = _joiners.Group?.Label,
            Age = age,
            Polls = _state.Polls,
            Busy = times?.Busy,
            Scheduled = times?.Scheduled,
            Idle = times is null ? null : TimeSpan.FromTicks(Math.Max(0, (age - times.Busy - times.Scheduled).Ticks)),
            LastPoll = times?.LastPoll,
            WaitingFor = isRunning ? null : waitingFor,
        };
    }

    /// <summary>Reads in which async methods the body is suspended. Any thread.</summary>
    /// <param name="bridges">The tasks whose .NET Tasks the body may await; null if none are known.</param>
    /// <returns>The stack; null if the body has never suspended, or has ended.</returns>
    internal CapturedStack? CaptureStack(BridgedTasks? bridges = null)
        // Outside of the time between suspension and end the field holds no Task.
        => _body.Read() is Task body ? StackWalker.Walk(body, this, bridges) : null;

    /// <summary>The .NET Task that <see cref="JoinHandle.AsTask"/> has returned; null if there is none, or the task has ended.</summary>
    internal Task? Bridge => _joiners.Sole?.Outcome;
}
