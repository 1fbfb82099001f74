using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The task that a worker scheduled last: its data is warm, so it runs next. Its worker fills and empties it at every turn, others
/// take from it only when that worker is stuck or the runtime ends, so all the cost is on their side.
/// </summary>
/// <remarks>
/// Who is inside. The worker stores <see cref="_workerIn"/>, then loads <see cref="_thiefIn"/>, with no fence of its own between the
/// two: the thief stores its flag, has every processor that runs this process pass a barrier, and only then looks at the
/// worker's. So either the worker sees the thief and steps back, or the thief sees the worker and waits the few instructions until it
/// is out. An exchange on both sides in place of this costs the worker 6 ns a time, some 24 for each join.
/// </remarks>
internal struct WarmSlot
{
    private AtomicRef<RuntimeTask> _task;

    /// <summary>What the task goes on with; null: what it has in its own slot. Of whoever is in.</summary>
    private PendingWait? _wait;
    private AtomicBool _workerIn;
    private AtomicBool _thiefIn;

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

    /// <summary>Worker only, for whoever polls the task.</summary>
    public RuntimeTask? Take()
    {
        var task = Take(out var wait);
        return Settled(task, wait);
    }

    /// <summary>From any thread.</summary>
    public RuntimeTask? Steal()
    {
        var wait = new SpinWait();
        while (_thiefIn.Exchange(true))
            Uninterrupted.SpinOnce(ref wait);
        Fence.ProcessWide();
        while (_workerIn.Read())
            Uninterrupted.SpinOnce(ref wait);
        var task = _task.ReadOwn();
        var left = _wait;
        _task.Write(null);
        _wait = null;
        _thiefIn.Write(false);
        return Settled(task, left);
    }

    /// <summary>A task that leaves for a queue takes along what it goes on with, in its own slot.</summary>
    private static RuntimeTask? Settled(RuntimeTask? task, PendingWait? wait) => wait is null ? task : task!.Keep(wait);

    private void EnterAsWorker()
    {
        _workerIn.Write(true);
        // Pairs with the process-wide barrier in Steal.
        if (_thiefIn.Read())
            LetThiefPass();
    }

    private void LetThiefPass()
    {
        var wait = new SpinWait();
        do
        {
            _workerIn.Write(false);
            Uninterrupted.SpinOnce(ref wait);
            _workerIn.Write(true);
            Fence.Full();
        }
        while (_thiefIn.Read());
    }
}
