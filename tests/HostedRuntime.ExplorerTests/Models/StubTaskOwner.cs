using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>The owner of tasks that a model moves and runs, instead of a runtime. Derived types override what they need.</summary>
internal class StubTaskOwner : TaskOwner, IFaultListener
{
    public StubTaskOwner() => Faults = new UnobservedFaults(this);

    public override bool IsAborting => false;

    public override UnobservedFaults Faults { get; }

    public virtual TimeSpan FaultObservationDelay => Timeout.InfiniteTimeSpan;

    public override bool TryAdmit(RuntimeTask task) => false;

    public override bool TryAdmitBlocking(RuntimeTask task) => false;

    public override bool TryAdmitUnstarted(RuntimeTask task) => throw new NotSupportedException();

    public override void Start(RuntimeTask task) => throw new NotSupportedException();

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => throw new NotSupportedException();

    public override bool AdmitToBlockingPlace(RuntimeTask task) => throw new NotSupportedException();

    public override void Refuse(RuntimeTask task) => throw new NotSupportedException();

    public override void Schedule(RuntimeTask task) => throw new NotSupportedException();

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => throw new NotSupportedException();

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

    public override void ReportFault(RuntimeTask task, Exception exception)
    {
    }

    public virtual void OnUnobserved(TaskInfo task, Exception exception)
    {
    }

    public virtual void OnUnhandled(TaskInfo task, Exception exception)
    {
    }

    /// <summary>Never called in a model, because the garbage collector runs at times of its own.</summary>
    public void OnCollected(FaultRecord record)
    {
    }
}
