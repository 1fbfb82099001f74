using HostedRuntime.Waiting;

namespace HostedRuntime.Exploring;

/// <summary>A thread of a model: an operating system thread that runs only while it has the baton.</summary>
internal sealed class ModelThread(Execution execution, string name, Action body, bool mayStayBlocked) : IDisposable
{
    [ThreadStatic]
    private static ModelThread? t_current;

    private readonly Baton _baton = new();

    /// <summary>The model thread that runs here; null: outside of an execution.</summary>
    public static ModelThread? Current => t_current;

    public Execution Execution => execution;

    public string Name => name;

    /// <summary>Waiting for ever is an end that the model expects of it.</summary>
    public bool MayStayBlocked => mayStayBlocked;

    /// <summary>Waits that are over and may be used again; what a thread of the engine keeps in its statics.</summary>
    public Dictionary<Type, Stack<Waiter>> FreeWaiters { get; } = [];

    /// <summary>Its stores that are not in memory, oldest first.</summary>
    public List<PendingStore> Buffer { get; } = [];

    /// <summary>What has to be true before it can go on; null: it can.</summary>
    public Func<bool>? WaitsFor { get; set; }

    /// <summary>What it waits for, in the words of a failure.</summary>
    public string? WaitsAt { get; set; }

    /// <summary>The wait may end by itself. <see cref="TimedOut"/>: it did.</summary>
    public bool HasTimeout { get; set; }

    public bool TimedOut { get; set; }

    /// <summary>It spins: no use in running it before another thread did something.</summary>
    public bool IsYielding { get; set; }

    public bool IsEnded { get; private set; }

    /// <summary>It was chosen at least once, and so has an operating system thread.</summary>
    public bool IsStarted { get; private set; }

    public bool CanRun => !IsEnded && (WaitsFor is null || WaitsFor());

    /// <summary>The next thread goes on and this one waits for its turn.</summary>
    public void HandOver(ModelThread next)
    {
        // A task of the engine that is current here would take our waiting for its body's.
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

    /// <summary>On its operating system thread, from the start to the end.</summary>
    public void Run()
    {
        // Put back before anybody else goes on: the next execution may begin with this very thread.
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
