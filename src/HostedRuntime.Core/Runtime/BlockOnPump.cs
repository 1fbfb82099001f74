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

    /// <summary>Of the thread that pumps, as long as it does. Any other thread compares it with a cell of its own, which it never is.</summary>
    private PollCell? _cell;

    /// <summary>
    /// What a poll of this thread queued while nothing else was: it is next, and as long as the body only yields no lock is taken. That
    /// thread's alone.
    /// </summary>
    private RuntimeTask? _next;

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
        poller.Cell.BeginAlone();
        _cell = poller.Cell;
        try
        {
            poller.Poll(root);
            while (!root.IsEnded)
            {
                if (_next is null && !_queue.SpinForTask())
                {
                    // The context would be told of this wait as of one of the body's.
                    poller.Rest();
                    // An alarm that is armed only now may have rung.
                    if (_next is null)
                        _queue.SleepForTask();
                }

                while (!root.IsEnded && TryPop() is { } task)
                    poller.Poll(task);
            }
        }
        finally
        {
            poller.Rest();
            poller.Cell.EndAlone();
            poller.Cell.Interrupted = null;
            _cell = null;
            if (TakeNext() is { } next)
            {
                var kept = poller.Cell.TakeKept(out var state);
                Runtime.Schedule(kept is null ? next : next.Keep(kept, state));
            }

            foreach (var left in _queue.Close())
                Runtime.Schedule(left);
        }
    }

    public override void Schedule(RuntimeTask task) => Schedule(task, PollCell.OfThisThreadIfAny);

    public override void ScheduleLast(RuntimeTask task, PollCell here) => Schedule(task, here);

    public override void ScheduleLast(RuntimeTask task, Delegate callback, object? state, PollCell here)
    {
        if (IsNext(here))
        {
            _next = task;
            here.Keep(callback, state);
        }
        else
        {
            base.ScheduleLast(task, callback, state, here);
        }
    }

    private void Schedule(RuntimeTask task, PollCell? here)
    {
        if (IsNext(here))
            _next = task;
        else if (!_queue.TryPush(task))
            Runtime.Schedule(task);
    }

    private bool IsNext(PollCell? here) => here is not null && ReferenceEquals(here, _cell) && _next is null && _queue.Count == 0;

    private RuntimeTask? TryPop() => TakeNext() ?? (_queue.Count == 0 ? null : _queue.TryPop());

    private RuntimeTask? TakeNext()
    {
        var next = _next;
        _next = null;
        return next;
    }
}
