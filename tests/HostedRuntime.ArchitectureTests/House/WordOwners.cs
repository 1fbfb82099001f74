namespace HostedRuntime.ArchitectureTests.House;

/// <summary>
/// The files that may use Interlocked, Volatile and memory barriers, each with the words that it owns. Every loop of compare-exchanges
/// lives in the type whose word it turns, so that the states of a word can be read in one place.
/// </summary>
internal static class WordOwners
{
    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>
    {
        ["HostedRuntime/Diagnostics/FaultWatch.cs"] = "the first fatal fault",
        ["HostedRuntime/Hosting/HookRunner.cs"] = "whether a hook was taken, on the runtime or off it",
        ["HostedRuntime/Hosting/RuntimeLifetime.cs"] = "who ends the runtime; whether Ready was announced",
        ["HostedRuntime.Core/Channels/Mpsc/Sender.cs"] = "whether this sender has ended",
        ["HostedRuntime.Core/Runtime/AsyncRuntime.cs"] = "the runtime that was set, read without its lock",
        ["HostedRuntime.Core/Runtime/WorkStealingRuntime.cs"] = "counts of tasks from outside the workers; the fence between the abort flag and the sweep",
        ["HostedRuntime.Core/Scheduling/BlockedWorkers.cs"] = "whether the watch is kept, and its rounds",
        ["HostedRuntime.Core/Scheduling/IdleWorkers.cs"] = "how many workers sleep and how many search",
        ["HostedRuntime.Core/Scheduling/InjectionQueue.cs"] = "whether the queue is closed",
        ["HostedRuntime.Core/Scheduling/LocalQueue.cs"] = "head and tail of a worker's ring",
        ["HostedRuntime.Core/Scheduling/Parker.cs"] = "whether a worker sleeps, and its permit",
        ["HostedRuntime.Core/Scheduling/StallWatchdog.cs"] = "whether the watchdog sleeps, read without its lock",
        ["HostedRuntime.Core/Scheduling/WaitWord.cs"] = "whether a worker is blocked, and whether its core is gone",
        ["HostedRuntime.Core/Scheduling/WarmSlot.cs"] = "the task that a worker runs next",
        ["HostedRuntime.Core/Sync/MutexCore.cs"] = "lock, waiters and version of a mutex",
        ["HostedRuntime.Core/Sync/ReaderWriterCore.cs"] = "whether a writer holds, read without the lock",
        ["HostedRuntime.Core/Sync/StaleGuards.cs"] = "the count of stale disposes",
        ["HostedRuntime.Core/Tasks/JoinerList.cs"] = "who waits for a task, and whether it ended",
        ["HostedRuntime.Core/Tasks/OwnedTasks.cs"] = "a shard's length, read without its lock",
        ["HostedRuntime.Core/Tasks/PendingWaits.cs"] = "a task's one pending wait",
        ["HostedRuntime.Core/Tasks/ResumeSlot.cs"] = "a task's next continuation",
        ["HostedRuntime.Core/Tasks/RuntimeTask.cs"] = "a task's cold part",
        ["HostedRuntime.Core/Tasks/TaskControl.cs"] = "a task's token source; the fence of its further waits",
        ["HostedRuntime.Core/Tasks/TaskIdentity.cs"] = "a task's number",
        ["HostedRuntime.Core/Tasks/TaskWord.cs"] = "started, forestalled, registered, aborted",
        ["HostedRuntime.Core/Waiting/PendingWait.cs"] = "how a wait was decided",
        ["HostedRuntime.Core/Waiting/Waiter.cs"] = "the continuation of a wait",
    };
}
