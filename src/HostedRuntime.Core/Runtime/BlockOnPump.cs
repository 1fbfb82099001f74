using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// Runs one body on the calling thread: its continuations are queued here and polled here until it ends. What arrives after
/// that goes to the runtime's workers.
/// </summary>
internal sealed class BlockOnPump(WorkStealingRuntime runtime) : TaskOwner
{
    private readonly object _gate = new();
    private readonly Queue<RuntimeTask> _queue = new();
    private bool _isClosed;

    public IRuntimeHandle Runtime => runtime;

    /// <summary>The root is its caller's, who waits for it: a shutdown does not abort it.</summary>
    public override bool IsAborting => false;

    /// <summary>Throws where blocking would stop the very threads that the body needs.</summary>
    public static void CheckThread()
    {
        var task = CurrentRuntime.Task;
        if (Worker.Current?.Core is { } core)
        {
            throw new InvalidOperationException(
                $"BlockOn was called on worker {core.Index} of a runtime"
                + (task is null ? "" : $", in {task}")
                + ". A worker that waits runs no other tasks. Await the work instead, or do the waiting in SpawnBlocking or inside BlockInPlace.");
        }

        if (task?.Owner is BlockOnPump)
        {
            throw new InvalidOperationException(
                "BlockOn was called inside the body of another BlockOn. Its thread would wait for work that it has to run itself. Await the work instead.");
        }
    }

    public void Run(JoinHandle root)
    {
        using var scope = new RuntimeScope(runtime);
        var poller = new TaskPoller();
        try
        {
            poller.Poll(root);
            while (!root.IsEnded)
                poller.Poll(Next());
        }
        finally
        {
            Close();
        }
    }

    public override void Schedule(RuntimeTask task)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _queue.Enqueue(task);
                Monitor.Pulse(_gate);
                return;
            }
        }

        runtime.Schedule(task);
    }

    public override void ScheduleLast(RuntimeTask task) => Schedule(task);

    public override bool TryAdmit(RuntimeTask task) => runtime.TryAdmit(task);

    public override bool TryAdmitBlocking(RuntimeTask task) => runtime.TryAdmitBlocking(task);

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => runtime.TakeBlockingPlaceAsync(ct);

    public override bool AdmitToBlockingPlace(RuntimeTask task) => runtime.AdmitToBlockingPlace(task);

    public override void Refuse(RuntimeTask task) => runtime.Refuse(task);

    public override bool TryEnterWait() => runtime.TryEnterWait();

    public override void LeaveWait() => runtime.LeaveWait();

    public override void Register(RuntimeTask task)
    {
    }

    public override void Release(RuntimeTask task, bool registered)
    {
    }

    public override void CountEnd()
    {
    }

    public override void ReportFault(RuntimeTask task, Exception exception) => runtime.ReportFault(task, exception);

    public override void ReportUnobservedFault(TaskInfo task, Exception exception) => runtime.ReportUnobservedFault(task, exception);

    private RuntimeTask Next()
    {
        lock (_gate)
        {
            RuntimeTask? task;
            while (!_queue.TryDequeue(out task))
                Monitor.Wait(_gate);
            return task;
        }
    }

    private void Close()
    {
        RuntimeTask[] left;
        lock (_gate)
        {
            _isClosed = true;
            left = [.. _queue];
            _queue.Clear();
        }

        foreach (var task in left)
            runtime.Schedule(task);
    }
}
