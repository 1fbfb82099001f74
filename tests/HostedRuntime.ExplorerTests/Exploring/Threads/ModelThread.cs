using HostedRuntime.Waiting;

namespace HostedRuntime.Exploring;

/// <summary>A thread of a model: an operating system thread that runs only while it has the baton.</summary>
internal sealed class ModelThread(Execution execution, string name, Action body, bool mayStayBlocked) : IDisposable
{
    [ThreadStatic]
    private static ModelThread? t_current;

    private readonly Baton _baton = new();

    /// <summary>The model thread that runs here; null outside of an execution.</summary>
    public static ModelThread? Current => t_current;

    public Execution Execution => execution;

    public string Name => name;

    /// <summary>True if the model accepts that this thread waits for ever.</summary>
    public bool MayStayBlocked => mayStayBlocked;

    /// <summary>The pools of free waiters, which a thread of the engine keeps in thread statics.</summary>
    public Dictionary<Type, Stack<Waiter>> FreeWaiters { get; } = [];

    /// <summary>The stores of this thread that are not in memory, oldest first.</summary>
    public List<PendingStore> Buffer { get; } = [];

    /// <summary>The condition that must hold before the thread can go on; null if it can.</summary>
    public Func<bool>? WaitsFor { get; set; }

    /// <summary>The text that describes the wait in a failure.</summary>
    public string? WaitsAt { get; set; }

    /// <summary>True if the wait may end by a timeout. <see cref="TimedOut"/> is true if it did.</summary>
    public bool HasTimeout { get; set; }

    public bool TimedOut { get; set; }

    /// <summary>True while the thread spins. It is of no use to run it before another thread has made a step.</summary>
    public bool IsYielding { get; set; }

    public bool IsEnded { get; private set; }

    /// <summary>True once the thread was chosen for the first time, and so has an operating system thread.</summary>
    public bool IsStarted { get; private set; }

    public bool CanRun => !IsEnded && (WaitsFor is null || WaitsFor());

    /// <summary>Passes the baton to the next thread and waits until this thread gets it back.</summary>
    public void HandOver(ModelThread next)
    {
        // If a task of the engine is the current context here, it would take this wait for a wait of its body.
        var context = SynchronizationContext.Current;
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        next.PassBaton();
        _baton.Await();
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(context);
    }

    public void PassBaton()
    {
        if (IsStarted)
        {
            _baton.Pass();
            return;
        }

        IsStarted = true;
        OsThreads.Run(this);
    }

    public void Dispose() => _baton.Dispose();

    /// <summary>Runs the thread from its start to its end, on its operating system thread.</summary>
    public void Run()
    {
        // The statics are restored before another thread goes on, because the next execution may begin on this very thread.
        using (BorrowedThread.Enter())
            RunBody();
        IsEnded = true;
        execution.Leave(this);
    }

    private void RunBody()
    {
        t_current = this;
        try
        {
            body();
        }
        catch (ExecutionEndedException)
        {
        }
        catch (Exception exception)
        {
            execution.Fail($"{name} threw {exception}");
        }

        t_current = null;
    }
}
