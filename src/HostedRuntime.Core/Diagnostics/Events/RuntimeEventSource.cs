using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The events of all runtimes of the process, for dotnet-trace and PerfView. The ids, the names and the order of the arguments are stable.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The base class takes each instance method that returns nothing for an event, and so for its id. So everything else here is static.
/// Callers ask <see cref="EventSource.IsEnabled()"/> first, which is one branch.
/// </remarks>
[EventSource(Name = SourceName)]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "An event is an instance method.")]
internal sealed partial class RuntimeEventSource : EventSource
{
    public const string SourceName = "HostedRuntime";

    private RuntimeEventSource()
    {
    }

    public static RuntimeEventSource Log { get; } = new();

    /// <summary>Returns whether a listener wants events of a keyword at a level.</summary>
    public static bool Wants(EventLevel level, EventKeywords keyword) => Log.IsEnabled(level, keyword);

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Workers, Message = "Runtime {0} started: {1}, {2} workers.")]
    public void RuntimeStarted(string runtime, string flavor, int workers) => WriteEvent(1, runtime, flavor, workers);

    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Workers, Message = "Runtime {0} ended: {1} tasks drained, {2} aborted, {3} still running.")]
    public void RuntimeEnded(string runtime, int drained, int aborted, int stillRunning) => WriteEvent(2, runtime, drained, aborted, stillRunning);

    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Workers, Message = "Worker {1} of runtime {0} has a thread.")]
    public void WorkerStarted(string runtime, int worker) => WriteEvent(3, runtime, worker);

    [Event(4, Level = EventLevel.Informational, Keywords = Keywords.Workers, Message = "A thread of worker {1} of runtime {0} ends.")]
    public void WorkerEnded(string runtime, int worker) => WriteEvent(4, runtime, worker);

    [Event(5, Level = EventLevel.Verbose, Keywords = Keywords.Workers, Message = "Worker {1} of runtime {0} parks.")]
    public void WorkerParked(string runtime, int worker) => WriteEvent(5, runtime, worker);

    [Event(6, Level = EventLevel.Verbose, Keywords = Keywords.Workers, Message = "Worker {1} of runtime {0} goes on.")]
    public void WorkerUnparked(string runtime, int worker) => WriteEvent(6, runtime, worker);

    [Event(10, Level = EventLevel.Informational, Keywords = Keywords.Tasks, Message = "Task {1} {2} of runtime {0} was spawned at {3}:{4}.")]
    public void TaskSpawned(string runtime, long task, string name, string file, int line) => WriteEvent(10, runtime, task, name, file, line);

    [Event(11, Level = EventLevel.Informational, Keywords = Keywords.Tasks, Message = "Task {1} of runtime {0} ended: {2} {3}.")]
    public void TaskEnded(string runtime, long task, string outcome, string errorType) => WriteEvent(11, runtime, task, outcome, errorType);

    [Event(12, Level = EventLevel.Verbose, Keywords = Keywords.Tasks, Message = "Task {1} of runtime {0} is polled.")]
    public void PollBegan(string runtime, long task) => WriteEvent(12, runtime, task);

    [Event(13, Level = EventLevel.Verbose, Keywords = Keywords.Tasks, Message = "The poll of task {1} of runtime {0} is over.")]
    public void PollEnded(string runtime, long task) => WriteEvent(13, runtime, task);

    [Event(20, Level = EventLevel.Warning, Keywords = Keywords.Stalls, Message = "Task {1} {2} of runtime {0}, spawned at {3}:{4}, has kept its worker for {5} ms in {6}.")]
    public void WorkerStalled(string runtime, long task, string name, string file, int line, double milliseconds, string waitsOn)
        => WriteEvent(20, runtime, task, name, file, line, milliseconds, waitsOn);

    [Event(30, Level = EventLevel.Informational, Keywords = Keywords.Waits, Message = "Task {1} of runtime {0} is suspended in {2}.")]
    public void WaitBegan(string runtime, long task, string waitsOn) => WriteEvent(30, runtime, task, waitsOn);

    [Event(31, Level = EventLevel.Informational, Keywords = Keywords.Waits, Message = "Task {1} of runtime {0} goes on after a wait.")]
    public void WaitEnded(string runtime, long task) => WriteEvent(31, runtime, task);

    /// <summary>The groups of events. The class has this name because the base class looks for it.</summary>
    public static class Keywords
    {
        /// <summary>Spawns and ends of tasks; at level Verbose also polls.</summary>
        public const EventKeywords Tasks = (EventKeywords)0x1;

        /// <summary>Starts and ends of runtimes and workers; at level Verbose also parks.</summary>
        public const EventKeywords Workers = (EventKeywords)0x2;

        /// <summary>Workers that a body keeps for too long.</summary>
        public const EventKeywords Stalls = (EventKeywords)0x4;

        /// <summary>Waits of tasks, from the poll that suspends to the next one.</summary>
        public const EventKeywords Waits = (EventKeywords)0x8;

        /// <summary>The answers to a command that captures a snapshot.</summary>
        public const EventKeywords Snapshot = (EventKeywords)0x10;
    }
}
