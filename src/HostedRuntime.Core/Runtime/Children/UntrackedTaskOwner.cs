using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// The owner of a task that does not belong to its runtime like others. The task is neither counted nor listed, unless a derived class does
/// so. The end of the runtime neither waits for it nor aborts it. Tasks that it spawns belong to the runtime.
/// </summary>
internal abstract class UntrackedTaskOwner(RuntimeEngine runtime) : TaskOwner
{
    public RuntimeEngine Runtime => runtime;

    /// <summary>The current runtime in polls of the task.</summary>
    public virtual IRuntimeHandle Handle => runtime;

    public override TaskOwner Root => runtime;

    /// <summary>Always false: no code has spawned the task. The body of a BlockOn runs in its caller's span.</summary>
    public override bool TracesTasks => false;

    public override TimeProvider TimeProvider => runtime.TimeProvider;

    public override CancellationToken Stopping => runtime.Stopping;

    /// <summary>Always false, because the code that created the task ends it.</summary>
    public override bool IsAborting => false;

    public override bool TryAdmit(RuntimeTask task) => runtime.TryAdmit(task);

    public override bool TryAdmitBlocking(RuntimeTask task) => runtime.TryAdmitBlocking(task);

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => runtime.TakeBlockingPlaceAsync(ct);

    public override bool AdmitToBlockingPlace(RuntimeTask task) => runtime.AdmitToBlockingPlace(task);

    public override void Refuse(RuntimeTask task) => runtime.Refuse(task);

    public override bool TryAdmitUnstarted(RuntimeTask task) => runtime.TryAdmitUnstarted(task);

    public override void Start(RuntimeTask task) => runtime.Start(task);

    public override bool TryEnterWait() => runtime.TryEnterWait();

    public override void LeaveWait() => runtime.LeaveWait();

    public override void Register(RuntimeTask task)
    {
    }

    public override void Release(RuntimeTask task, bool registered)
    {
    }

    public override void CountEnd(RuntimeTask task)
    {
    }

    public override void CountEscape(RuntimeTask task) => runtime.CountEscape(task);

    public override void CountLatePost() => runtime.CountLatePost();

    public override UnobservedFaults Faults => runtime.Faults;

    public override void ReportFault(RuntimeTask task, Exception exception) => runtime.ReportFault(task, exception);
}
