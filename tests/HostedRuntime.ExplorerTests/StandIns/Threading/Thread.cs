using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Replaces the threads that the engine creates. Starting one adds a thread to the execution.</summary>
internal sealed class Thread(ThreadStart? run, int maxStackSize)
{
    [ThreadStatic]
    private static Thread? t_current;

    private ModelThread? _thread;

    public Thread(ThreadStart run) : this(run, 0)
    {
    }

    public static Thread CurrentThread => t_current ??= new Thread(null, 0);

    public string? Name { get; set; }

    public bool IsBackground { get; set; }

    public ThreadPriority Priority { get; set; } = ThreadPriority.Normal;

    public int StackSize => maxStackSize;

    public ThreadState ThreadState => _thread switch
    {
        null => ThreadState.Unstarted,
        { IsEnded: true } => ThreadState.Stopped,
        _ => ThreadState.Running,
    };

    public static bool Yield()
    {
        if (ModelThread.Current is { } thread)
            thread.Execution.Yield(thread);
        return true;
    }

    public static void SpinWait(int iterations) => Yield();

    public static void Sleep(int milliseconds) => Yield();

    public static void Sleep(TimeSpan time) => Yield();

    public void Start() => UnsafeStart();

    public void UnsafeStart()
    {
        var starter = ModelThread.Current ?? throw new NotSupportedException("Only threads of a model can start threads.");
        starter.Execution.Point(starter);
        starter.Execution.Memory.Drain(starter);
        _thread = starter.Execution.Add(Name ?? "thread", Run, mayStayBlocked: false);
        starter.Execution.Note(starter, "starts", _thread.Name);
    }

    public void Interrupt() => throw new NotSupportedException("No model interrupts a thread.");

    public void Join() => Join(Timeout.InfiniteTimeSpan);

    public bool Join(TimeSpan timeout)
    {
        if (ModelThread.Current is not { } thread)
            throw new NotSupportedException("Only threads of a model can join threads.");
        if (_thread is not { } joined)
            throw new ThreadStateException();
        if (!thread.Execution.WaitFor(thread, $"for the end of {joined.Name}", () => joined.IsEnded, timeout != Timeout.InfiniteTimeSpan))
            return false;
        thread.Execution.Memory.Drain(joined);
        return true;
    }

    private void Run()
    {
        t_current = this;
        run!();
        t_current = null;
    }
}
