using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Runs one body on the calling thread: its continuations are queued here and polled here until it ends. What arrives after
/// that goes to the runtime's workers.
/// </summary>
internal sealed class BlockOnPump(RuntimeEngine runtime) : GuestTasks(runtime)
{
    private readonly ReadyQueue _queue = new();

    /// <summary>Throws where blocking would stop the very threads that the body needs.</summary>
    public static void CheckThread()
    {
        var task = CurrentRuntime.Task;
        if (CurrentWorker.Index is { } index)
        {
            throw new InvalidOperationException(
                $"BlockOn was called on worker {index} of a runtime"
                + (task is null ? "" : $", in {task}")
                + ". A worker that waits runs no other tasks. Await the work instead, or do the waiting in SpawnBlocking"
                + (CurrentWorker.CanBeReplaced ? " or inside BlockInPlace." : "."));
        }

        if (task?.Owner is BlockOnPump)
        {
            throw new InvalidOperationException(
                "BlockOn was called inside the body of another BlockOn. Its thread would wait for work that it has to run itself. Await the work instead.");
        }
    }

    public void Run(JoinHandle root)
    {
        using var scope = new RuntimeScope(Runtime);
        var poller = new TaskPoller(Budget.Unlimited);
        poller.Cell.Interrupted = poller.Cell.Task;
        try
        {
            poller.Poll(root);
            while (!root.IsEnded)
            {
                if (!_queue.SpinForTask())
                    _queue.SleepForTask();
                while (!root.IsEnded && _queue.TryPop() is { } task)
                    poller.Poll(task);
            }
        }
        finally
        {
            poller.Cell.Interrupted = null;
            foreach (var left in _queue.Close())
                Runtime.Schedule(left);
        }
    }

    public override void Schedule(RuntimeTask task)
    {
        if (!_queue.TryPush(task))
            Runtime.Schedule(task);
    }

    public override void ScheduleLast(RuntimeTask task) => Schedule(task);
}
