using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// A thread's note of the task it polls. The engine writes it at each poll; it is never derived from
/// <see cref="SynchronizationContext.Current"/>, which user code may replace.
/// </summary>
internal sealed class PollCell
{
    [ThreadStatic]
    private static PollCell? t_cell;

    private AtomicRef<IWaitingTask> _task;

    /// <summary>This thread's cell.</summary>
    public static PollCell OfThisThread => t_cell ??= new PollCell();

    /// <summary>The task in whose poll this thread is, or null.</summary>
    public static IWaitingTask? CurrentTask => t_cell?.Task;

    /// <summary>
    /// The task in whose poll this thread is. Written by its own thread alone; the shutdown and the watchdog
    /// read it from theirs.
    /// </summary>
    public IWaitingTask? Task
    {
        get => _task.Read();
        set => _task.Write(value);
    }

    /// <summary>The task whose token this thread fires right now: what resumes it meanwhile was ended by that token.</summary>
    public IWaitingTask? Aborting { get; set; }
}
