using HostedRuntime.Atomics;

namespace HostedRuntime.Testing;

/// <summary>
/// The threads other than seats on which code of one test runs: all to which its ExecutionContext has flowed, by whatever way. Any thread.
/// </summary>
/// <remarks>
/// .NET calls the handler of an <see cref="AsyncLocal{T}"/> on a thread right before code with another value runs there, and right after.
/// So the list is exact for everything that flows: Task.Run, timers, threads, continuations.
/// </remarks>
internal sealed class OutsideThreads(Inbox inbox)
{
    private static readonly AsyncLocal<OutsideThreads?> s_current = new(OnChanged);

    private readonly List<OutsideThread> _threads = [];
    private long _entries;

    /// <summary>How often code of the test has begun or gone on outside.</summary>
    public long Entries
    {
        get
        {
            using (Holds.Hold(_threads))
                return _entries;
        }
    }

    /// <summary>True if code of the test is under way on a thread outside.</summary>
    /// <remarks>
    /// A thread of the ThreadPool counts until it has left the code, even if it blocks there, because work of the pool is meant to end. A
    /// thread of its own counts until it waits: those that a library keeps, such as for its log, wait for ever.
    /// </remarks>
    public bool AreRunning
    {
        get
        {
            using (Holds.Hold(_threads))
                return _threads.Exists(static thread => thread.IsRunning());
        }
    }

    /// <summary>Marks the ExecutionContext of this thread, and so all code that inherits it, as code of the test.</summary>
    public void Mark() => s_current.Value = this;

    /// <summary>Returns a copy of an ExecutionContext with the mark of the test.</summary>
    public ExecutionContext Marked(ExecutionContext flow)
    {
        ExecutionContext? marked = null;
        ExecutionContext.Run(
            flow,
            _ =>
            {
                Mark();
                marked = ExecutionContext.Capture();
            },
            null);
        return marked ?? flow;
    }

    /// <summary>Returns whether this thread runs code of the test.</summary>
    public bool IsOfThisThread => ReferenceEquals(s_current.Value, this);

    /// <summary>Has this thread not count while it waits for a task of the test.</summary>
    public void Wait(Action wait)
    {
        var isHere = IsOfThisThread && Seat.Current is null;
        if (isHere)
            Leave();
        try
        {
            wait();
        }
        finally
        {
            if (isHere)
                Enter();
        }
    }

    /// <summary>Returns the threads that count, in words; null if there is none.</summary>
    public string? Describe()
    {
        using (Holds.Hold(_threads))
        {
            var names = _threads.FindAll(static thread => thread.IsRunning()).ConvertAll(static thread => thread.Name);
            return names.Count == 0 ? null : string.Join(", ", names.Distinct());
        }
    }

    private static void OnChanged(AsyncLocalValueChangedArgs<OutsideThreads?> change)
    {
        if (Seat.Current is not null)
            return;
        change.PreviousValue?.Leave();
        change.CurrentValue?.Enter();
    }

    private void Enter()
    {
        var thread = new OutsideThread();
        using (Holds.Hold(_threads))
        {
            _entries++;
            _threads.Add(thread);
        }
    }

    private void Leave()
    {
        var thread = Thread.CurrentThread;
        using (Holds.Hold(_threads))
        {
            if (_threads.FindLastIndex(entry => entry.Thread == thread) is var at and >= 0)
                _threads.RemoveAt(at);
        }

        inbox.Signal();
    }
}
