using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The LIFO slot of a worker: the task that it scheduled last runs next, because its data is in the cache. The worker fills and empties the
/// slot all the time. Other threads take from it only if the worker does not come to it or the runtime ends. So all the cost is on their
/// side.
/// </summary>
/// <remarks>
/// <para>Mutual exclusion. The worker stores <see cref="_workerIn"/>, then loads <see cref="_others"/>, with no fence between the two. A
/// thief stores its mark, passes a process-wide barrier, and only then reads the worker's flag. So either the worker sees the thief and
/// steps back, or the thief sees the worker and waits the few instructions until it is out. Rejected: an exchange on both sides, for which
/// the worker would pay at each put and take.</para>
/// <para>The question. A <see cref="SlotWatch"/> that is about to sleep leaves a mark in the same field. So the worker finds it without
/// another load, and nudges the watch before it fills the slot.</para>
/// </remarks>
internal struct LifoSlot
{
    private const int Nobody = 0;
    private const int ThiefIn = 1;

    /// <summary>No other thread is inside, and the worker has to nudge the watch before it fills the slot.</summary>
    private const int Asked = 2;

    private AtomicRef<RuntimeTask> _task;

    /// <summary>
    /// The wait with which the task goes on; null if the task has it in its resume slot. Belongs to the thread that is inside.
    /// </summary>
    private Resumption? _wait;

    /// <summary>The watch that asked. Written by a thread inside, before it writes <see cref="Asked"/>.</summary>
    private SlotWatch? _watch;
    private AtomicBool _workerIn;

    /// <summary>The mark of other threads at the slot: one of the constants above.</summary>
    private AtomicInt _others;

    public readonly bool IsEmpty => _task.Read() is null;

    /// <summary>Puts a task in, with the wait that it goes on with, if there is one. Owner thread only.</summary>
    /// <returns>The task that was in the slot, or null.</returns>
    public RuntimeTask? Put(RuntimeTask task, Resumption? wait = null)
    {
        EnterAsWorker();
        var displaced = _task.ReadOwn();
        var displacedWait = _wait;
        _task.Write(task);
        _wait = wait;
        _workerIn.Write(false);
        return Settled(displaced, displacedWait);
    }

    /// <summary>Takes the task out, for a poll of the owner that goes on with the wait. Owner thread only.</summary>
    public RuntimeTask? Take(out Resumption? wait)
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

    /// <summary>Takes the task out, so that any thread may poll it. Owner thread only.</summary>
    public RuntimeTask? Take()
    {
        var task = Take(out var wait);
        return Settled(task, wait);
    }

    /// <summary>
    /// Nudges the watch if it has asked. Called after a push onto the own queue that was not announced. Owner thread only.
    /// </summary>
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

    /// <summary>Begins to ask the worker. The caller then passes a process-wide barrier and calls <see cref="EndAsk"/>.</summary>
    public void BeginAsk() => EnterAsThief();

    /// <summary>Leaves the question in the slot if the slot is empty.</summary>
    /// <returns>
    /// True if the slot is empty: the watch is then nudged before the slot is filled. Otherwise false, and nothing was asked.
    /// </returns>
    public bool EndAsk(SlotWatch watch)
    {
        WaitForWorker();
        var isEmpty = _task.ReadOwn() is null;
        _watch = watch;
        _others.Write(isEmpty ? Asked : Nobody);
        return isEmpty;
    }

    /// <summary>Stores the wait in the resume slot of its task, because the task leaves this slot for a queue.</summary>
    private static RuntimeTask? Settled(RuntimeTask? task, Resumption? wait) => wait is null ? task : task!.Keep(wait);

    /// <returns>The state before the entry: the caller writes it back when it leaves.</returns>
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

    /// <summary>Lets a thief pass, and answers a question. The worker is inside when this returns.</summary>
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
                // Nudged before the task is in the slot. The watch looks a tick later, and a look that asks again waits until the worker is
                // out.
                _watch!.Nudge();
                return;
            }

            _workerIn.Write(false);
            Uninterrupted.SpinOnce(ref wait);
            _workerIn.Write(true);
            Fence.Full();
        }
    }
}
