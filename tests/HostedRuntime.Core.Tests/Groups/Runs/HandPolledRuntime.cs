using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Groups;

/// <summary>
/// A runtime that polls only in <see cref="Settle"/>, on the calling thread. After that call no task is ready, so a step of a history is
/// over.
/// </summary>
internal sealed class HandPolledRuntime : TaskOwner, IOwningHandle
{
    private readonly Queue<RuntimeTask> _ready = new();

    public string Name => "by hand";

    public RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    public override TimeProvider TimeProvider => TimeProvider.System;

    public RuntimeMetrics Metrics => throw new NotSupportedException();

    public TaskOwner Owner => this;

    public override bool IsAborting => false;

    public void Settle()
    {
        var poller = new TaskPoller();
        while (_ready.TryDequeue(out var task))
            poller.PollOnce(task);
    }

    public RuntimeScope Enter() => throw new NotSupportedException();

    public IReadOnlyList<TaskInfo> CaptureTasks() => [];

    public override bool TryAdmit(RuntimeTask task)
    {
        Schedule(task);
        return true;
    }

    public override bool TryAdmitBlocking(RuntimeTask task) => throw new NotSupportedException();

    public override bool TryAdmitUnstarted(RuntimeTask task) => true;

    public override void Start(RuntimeTask task) => Schedule(task);

    public override void Schedule(RuntimeTask task) => _ready.Enqueue(task);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => _ready.Enqueue(task);

    public override bool TryEnterWait() => false;

    public override void LeaveWait()
    {
    }

    public override void Register(RuntimeTask task)
    {
    }

    public override void Release(RuntimeTask task, bool registered)
    {
    }

    public override void CountEnd(RuntimeTask task)
    {
    }

    public override UnobservedFaults Faults { get; } = new(new DeafFaultListener());

    public override void ReportFault(RuntimeTask task, Exception exception) => throw new NotSupportedException("", exception);
}
