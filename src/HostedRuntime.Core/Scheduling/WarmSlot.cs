using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The task that a worker scheduled last: its data is warm, so it runs next. Its worker fills and empties it at every turn. Other threads
/// take from it only when that worker does not come to it or the runtime ends, so all the cost is on their side.
/// </summary>
/// <remarks>
/// <para>Mutual exclusion. The worker stores <see cref="_workerIn"/>, then loads <see cref="_others"/>, with no fence of its own between the
/// two. A thief stores its mark, has every processor that runs this process pass a barrier, and only then looks at the worker's flag. So either the worker
/// sees the thief and steps back, or the thief sees the worker and waits the few instructions until it is out. An exchange on both sides in place of
/// this costs the worker 6 ns a time, some 24 for each join.</para>
/// <para>The question. A <see cref="SlotWatch"/> that is about to sleep leaves a mark in the same word, so the worker finds it without
/// another load, and nudges the watch before it fills the slot.</para>
/// </remarks>
internal struct WarmSlot
{
    private const int Nobody = 0;
    private const int ThiefIn = 1;

    /// <summary>Nobody is inside, and the worker has to tell before it fills the slot.</summary>
    private const int Asked = 2;

    private AtomicRef<RuntimeTask> _task;

    /// <summary>What the task goes on with; null if that is in its own slot. Belongs to the thread that is inside.</summary>
    private PendingWait? _wait;

    /// <summary>The watch that asked. Written by a thread inside, before <see cref="Asked"/>.</summary>
    private SlotWatch? _asker;
    private AtomicBool _workerIn;

    /// <summary>What the others do to the slot: one of the constants above.</summary>
    private AtomicInt _others;

    public readonly bool IsEmpty => _task.Read() is null;

    /// <summary>Worker only. Puts a task in, with the wait that it goes on with, if there is one; returns the one that it displaces.</summary>
    public RuntimeTask? Put(RuntimeTask task, PendingWait? wait = null)
    {
        EnterAsWorker();
        var displaced = _task.ReadOwn();
        var displacedWait = _wait;
        _task.Write(task);
        _wait = wait;
        _workerIn.Write(false);
        return Settled(displaced, displacedWait);
    }

    /// <summary>Worker only, for a poll of its own that goes on with the wait.</summary>
    public RuntimeTask? Take(out PendingWait? wait)
    {
        wait = null;
        if (_task.ReadOwn() is null)
            return null;
        EnterAsWorker();
        var task = _task.ReadOwn();
        wait = _wait;
        _task.Write(null);
        _wait = null;
        _workerIn.Write(false);
        return task;
    }

    /// <summary>Worker only, for a task that any thread may poll.</summary>
    public RuntimeTask? Take()
    {
        var task = Take(out var wait);
        return Settled(task, wait);
    }

    /// <summary>Worker only. After a push onto its own queue that was not announced: tells the watch, if that asked.</summary>
    public void OnSilentPush()
    {
        // Pairs with the process-wide barrier between SlotWatch's question and its look at the queue.
        if (_others.Read() == Nobody)
            return;
        EnterAsWorker();
        _workerIn.Write(false);
    }

    /// <summary>Takes the task out. Any thread.</summary>
    public RuntimeTask? Steal()
    {
        var before = EnterAsThief();
        Fence.ProcessWide();
        WaitForWorker();
        var task = _task.ReadOwn();
        var left = _wait;
        _task.Write(null);
        _wait = null;
        _others.Write(before);
        return Settled(task, left);
    }

    /// <summary>Begins to ask the worker to tell. The caller passes a process-wide barrier next, and then calls <see cref="EndAsk"/>.</summary>
    public void BeginAsk() => EnterAsThief();

    /// <summary>Leaves the question in an empty slot.</summary>
    /// <returns>True if the slot is empty: then the watch is nudged before it is filled. Otherwise false, and nothing was asked.</returns>
    public bool EndAsk(SlotWatch asker)
    {
        WaitForWorker();
        var isEmpty = _task.ReadOwn() is null;
        _asker = asker;
        _others.Write(isEmpty ? Asked : Nobody);
        return isEmpty;
    }

    /// <summary>A task that leaves for a queue takes along what it goes on with, in its own slot.</summary>
    private static RuntimeTask? Settled(RuntimeTask? task, PendingWait? wait) => wait is null ? task : task!.Keep(wait);

    /// <returns>What the word was before: the caller writes it back when it leaves.</returns>
    private int EnterAsThief()
    {
        var wait = new SpinWait();
        int before;
        while ((before = _others.Exchange(ThiefIn)) == ThiefIn)
            Uninterrupted.SpinOnce(ref wait);
        return before;
    }

    private readonly void WaitForWorker()
    {
        var wait = new SpinWait();
        while (_workerIn.Read())
            Uninterrupted.SpinOnce(ref wait);
    }

    private void EnterAsWorker()
    {
        _workerIn.Write(true);
        // Pairs with the process-wide barrier that follows EnterAsThief.
        if (_others.Read() != Nobody)
            EnterLater();
    }

    /// <summary>Lets a thief pass, and answers a question. The worker is in when it returns.</summary>
    private void EnterLater()
    {
        var wait = new SpinWait();
        while (true)
        {
            var seen = _others.Read();
            if (seen == Nobody)
                return;
            if (seen == Asked)
            {
                if (_others.CompareExchange(Nobody, Asked) != Asked)
                    continue;
                // Before the task is there. The watch looks a tick later, and a look that asks again waits until the worker is out.
                _asker!.Nudge();
                return;
            }

            _workerIn.Write(false);
            Uninterrupted.SpinOnce(ref wait);
            _workerIn.Write(true);
            Fence.Full();
        }
    }
}
