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
    private RuntimeTask? _task;
    private bool _workerIn;
    private int _thiefIn;

    public readonly bool IsEmpty => Volatile.Read(in _task) is null;

    /// <summary>Worker only. Puts a task in; returns the one that it displaces.</summary>
    public RuntimeTask? Put(RuntimeTask task)
    {
        EnterAsWorker();
        var displaced = _task;
        _task = task;
        Volatile.Write(ref _workerIn, false);
        return displaced;
    }

    /// <summary>Worker only.</summary>
    public RuntimeTask? Take()
    {
        if (_task is null)
            return null;
        EnterAsWorker();
        var task = _task;
        _task = null;
        Volatile.Write(ref _workerIn, false);
        return task;
    }

    /// <summary>From any thread.</summary>
    public RuntimeTask? Steal()
    {
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref _thiefIn, 1, 0) != 0)
            wait.SpinOnce();
        Interlocked.MemoryBarrierProcessWide();
        while (Volatile.Read(ref _workerIn))
            wait.SpinOnce();
        var task = _task;
        _task = null;
        Volatile.Write(ref _thiefIn, 0);
        return task;
    }

    private void EnterAsWorker()
    {
        Volatile.Write(ref _workerIn, true);
        // Pairs with the process-wide barrier in Steal.
        if (Volatile.Read(ref _thiefIn) != 0)
            LetThiefPass();
    }

    private void LetThiefPass()
    {
        var wait = new SpinWait();
        do
        {
            Volatile.Write(ref _workerIn, false);
            wait.SpinOnce();
            Volatile.Write(ref _workerIn, true);
            Interlocked.MemoryBarrier();
        }
        while (Volatile.Read(ref _thiefIn) != 0);
    }
}
