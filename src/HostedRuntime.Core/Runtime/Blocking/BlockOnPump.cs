using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Runs one body on the calling thread: its continuations are queued and polled here until it ends. Continuations that arrive later go to
/// the workers of the runtime.
/// </summary>
internal sealed class BlockOnPump(RuntimeEngine runtime, TaskOwner owner) : BlockOnBody(runtime, owner)
{
    private readonly ReadyQueue _queue = new();

    /// <summary>
    /// The state of the pumping thread while it pumps. Another thread only compares it with its own state, to which it is never equal.
    /// </summary>
    private ThreadContext? _context;

    /// <summary>
    /// The task that a poll of this thread queued while nothing else was queued. It is polled next, so no lock is taken while the body only
    /// yields. Not cleared when it is taken, because the next one is usually the same and a write costs a GC write barrier. Owner thread
    /// only.
    /// </summary>
    private RuntimeTask? _next;

    /// <summary>The wait with which that task goes on; null if the task has it in its resume slot.</summary>
    private Resumption? _nextWait;

    private bool _hasNext;

    /// <summary>True unless the thread sleeps because the body waits. A snapshot. Any thread.</summary>
    public bool IsAwake => !_queue.IsAsleep;

    /// <summary>Throws if BlockOn would block a thread that the body needs.</summary>
    public static void CheckThread()
    {
        var task = CurrentRuntime.Task;
        // Not in BlockInPlace, where a worker may have kept its core because the system had no thread to take it.
        if (BlockingGuard.IsWorkerThread && CurrentWorker.Index is { } index)
        {
            throw new InvalidOperationException(
                $"BlockOn was called on worker {index} of a runtime"
                + (task is null ? "" : $", in {task}")
                + ". A worker that waits runs no other tasks. Await the work instead, or do the waiting in SpawnBlocking"
                + (CurrentWorker.CanBeReplaced ? " or inside BlockInPlace." : "."));
        }

        if (ThreadContext.CurrentOrNull is { PollsAlone: true, BlocksInPlace: false })
        {
            throw new InvalidOperationException(
                "BlockOn was called inside the body of another BlockOn. Its thread would wait for work that it has to run itself. Await the work instead,"
                + " or do the waiting in SpawnBlocking or inside BlockInPlace.");
        }
    }

    /// <summary>Always true: the only task of this owner is the root, and BlockOn throws the root's exception.</summary>
    public override bool AwaitsItsTasks => true;

    public void Run(JoinHandle root)
    {
        var ofThread = CurrentRuntime.OfThread;
        CurrentRuntime.OfThread = Runtime;
        var poller = new TaskPoller(Budget.Unlimited);
        var outer = poller.Context.BeginAlone();
        _context = poller.Context;
        var isInterrupted = false;
        try
        {
            poller.Poll(root);
            if (!root.IsStarted)
                WaitForEnd(root);
            while (!root.IsEnded)
            {
                if (!_hasNext && !_queue.SpinForTask())
                {
                    // Otherwise the SynchronizationContext of the task would take this wait for one of the body's.
                    poller.LeaveTask();
                    // A timer that was armed only now may have fired.
                    if (!_hasNext)
                        isInterrupted |= _queue.SleepForTask();
                }

                while (!root.IsEnded && TryPop(out var wait) is { } task)
                    poller.Poll(task, wait);
            }
        }
        finally
        {
            poller.LeaveTask();
            poller.Context.EndAlone(outer);
            _context = null;
            CurrentRuntime.OfThread = ofThread;
            if (TakeNext(out var nextWait) is { } next)
                Runtime.Schedule(nextWait is null ? next : next.Keep(nextWait));
            foreach (var left in _queue.Close())
                Runtime.Schedule(left);
            // The body may have left the interrupt pending, or another thread may want the caller to stop waiting. The caller's next wait
            // gets it.
            if (isInterrupted)
                Uninterrupted.Defer();
        }
    }

    /// <summary>
    /// Waits for a body that an abort has claimed before its start and ends on another thread. Nothing will be queued here.
    /// </summary>
    private static void WaitForEnd(JoinHandle root)
    {
        var end = new BlockingJoin();
        if (root.TryJoin(end))
            end.Wait();
    }

    public override void Schedule(RuntimeTask task)
    {
        if (!TryGoOn(task, wait: null, ThreadContext.CurrentOrNull))
            Push(task);
    }

    public override void Schedule(RuntimeTask task, Resumption wait)
    {
        if (!TryGoOn(task, wait, ThreadContext.CurrentOrNull))
            Push(task.Keep(wait));
    }

    public override void ScheduleLast(RuntimeTask task, ThreadContext here)
    {
        if (!TryGoOn(task, wait: null, here))
            Push(task);
    }

    public override void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here)
    {
        if (IsNext(here))
            PutNext(task, InlineContinuation.Of(here).Load(callback, state));
        else
            Push(task.Keep(callback, state));
    }

    private bool TryGoOn(RuntimeTask task, Resumption? wait, ThreadContext? here)
    {
        if (!IsNext(here))
            return false;
        PutNext(task, wait);
        return true;
    }

    private void Push(RuntimeTask task)
    {
        if (!_queue.TryPush(task))
            Runtime.Schedule(task);
    }

    /// <summary>Returns whether this is the pumping thread and nothing else is queued.</summary>
    private bool IsNext(ThreadContext? here) => here is not null && ReferenceEquals(here, _context) && !_hasNext && _queue.Count == 0;

    private RuntimeTask? TryPop(out Resumption? wait) => TakeNext(out wait) ?? (_queue.Count == 0 ? null : _queue.TryPop());

    private void PutNext(RuntimeTask task, Resumption? wait)
    {
        _hasNext = true;
        if (!ReferenceEquals(_next, task))
            _next = task;
        if (!ReferenceEquals(_nextWait, wait))
            _nextWait = wait;
    }

    private RuntimeTask? TakeNext(out Resumption? wait)
    {
        if (!_hasNext)
        {
            wait = null;
            return null;
        }

        _hasNext = false;
        wait = _nextWait;
        return _next;
    }
}
