using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// The times of a task: of all its polls if the owner measures them, and of single polls that were picked for the histograms.
public abstract partial class RuntimeTask
{
    /// <summary>The task keeps <see cref="TaskTimes"/>. Set by the constructor only.</summary>
    private const byte MeasuresAll = 1;

    /// <summary>The next poll was picked, and <see cref="TaskControl.ReadyAt"/> says since when it is due.</summary>
    private const byte IsPicked = 2;

    /// <summary>The next poll ends a measurement of <see cref="DelayProbe"/>.</summary>
    private const byte EndsDelay = 4;

    /// <summary>
    /// Which times are measured; zero for most polls. Two branches that become ready at the same time may lose a pick or time two polls,
    /// which does no harm to a sample.
    /// </summary>
    private byte _timing;

    /// <summary>The times of the task; null unless the owner measures them.</summary>
    private TaskTimes? Times => (_timing & MeasuresAll) != 0 ? _identity.Control!.Times : null;

    /// <summary>
    /// Notes that the task becomes ready now, and that its next poll is to be timed. Called before the task is queued, which publishes the
    /// note to the thread that polls. If the task was picked before and is still queued, the first note stays.
    /// </summary>
    internal void MarkReady()
    {
        // An entry for a further branch belongs to no task while it is free, so it has no place for the note.
        if ((_timing & IsPicked) != 0 || this is ResumeEntry)
            return;
        Control.ReadyAt = Stopwatch.GetTimestamp();
        _timing |= IsPicked;
    }

    /// <summary>Has the next poll end a measurement of the delay. Called before the task is queued.</summary>
    internal void TryMeasureDelay(DelayProbe delays)
    {
        if (this is not ResumeEntry && delays.TryPick(this))
            _timing |= EndsDelay;
    }

    /// <summary>Runs a poll and measures it. A method of its own, because few polls are timed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunTimed(TaskPoller poller, Resumption? wait)
    {
        if ((_timing & EndsDelay) != 0)
            Owner.Root.Delays?.Arrive();
        var times = Times;
        times?.BeginPoll();
        var isPicked = (_timing & IsPicked) != 0;
        _timing &= MeasuresAll;
        var ready = isPicked ? _identity.Control!.ReadyAt : 0;
        var began = isPicked ? Stopwatch.GetTimestamp() : 0;
        Run(poller, wait);
        if (isPicked)
            Owner.Root.Probe.RecordPoll(IsBlocking, ready, began, Stopwatch.GetTimestamp());
        if (times is not null)
            Owner.CountBusy(times.EndPoll());
    }
}
