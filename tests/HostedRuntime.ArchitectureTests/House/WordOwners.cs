namespace HostedRuntime.ArchitectureTests.House;

/// <summary>
/// The files that hold words which threads share, each with the words that it owns. Every loop of compare-exchanges lives in the type
/// whose word it turns, so that the states of a word can be read in one place. The engine's words are the structs of its folder Atomics,
/// where the explorer puts its own in their place: a bare Interlocked beside them would be a step that it does not see.
/// </summary>
internal static class WordOwners
{
    /// <summary>Where the bare operations may stand in the engine.</summary>
    public const string OperationsFolder = "HostedRuntime.Core/Atomics/";

    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>
    {
        ["HostedRuntime/Configuration/LiveOptions.cs"] = "the options in force",
        ["HostedRuntime/Diagnostics/FaultWatch.cs"] = "the first fatal fault",
        ["HostedRuntime/Hosting/HookRunner.cs"] = "whether a hook was taken, on the runtime or off it",
        ["HostedRuntime/Hosting/RuntimeCoordinator.cs"] = "who ends the runtimes; whether Ready was announced",
        ["HostedRuntime.Core/Channels/Mpsc/MpscCore.cs"] = "how many senders a channel has, and whether it is closed, read without its gates",
        ["HostedRuntime.Core/Channels/Mpsc/MpscInlet.cs"] = "how many items came in; whether senders may go their own way",
        ["HostedRuntime.Core/Channels/Mpsc/MpscOutlet.cs"] = "how many items went out; whether the receiver may go its own way",
        ["HostedRuntime.Core/Channels/Mpsc/SpinGate.cs"] = "whether the gate is held",
        ["HostedRuntime.Core/Channels/Broadcast/BroadcastCore.cs"] = "how many receivers, and whether the channel ended, read without its lock",
        ["HostedRuntime.Core/Channels/Broadcast/BroadcastReceiver.cs"] = "the number of the item to read next; whether this receiver has ended",
        ["HostedRuntime.Core/Channels/Broadcast/BroadcastRing.cs"] = "slots, oldest and tail of the ring; the fences between an item and the words that say whether it is there",
        ["HostedRuntime.Core/Channels/Broadcast/BroadcastSender.cs"] = "whether this sender has ended",
        ["HostedRuntime.Core/Channels/Mpsc/Sender.cs"] = "whether this sender has ended",
        ["HostedRuntime.Core/Channels/Oneshot/OneshotCore.cs"] = "where a oneshot is; who wants to know when its receiver is done",
        ["HostedRuntime.Core/Channels/Oneshot/OneshotRead.cs"] = "whether the outcome of a read may be taken; the fence between its registration and an abort",
        ["HostedRuntime.Core/Channels/Watch/VersionedValue.cs"] = "version of a value, odd while it is written; the fences between the two",
        ["HostedRuntime.Core/Channels/Watch/WatchCore.cs"] = "how many receivers, and whether the sender ended, read without its lock",
        ["HostedRuntime.Core/Channels/Watch/WatchReceiver.cs"] = "the version seen last; whether this receiver has ended",
        ["HostedRuntime.Core/Channels/Watch/WatchSender.cs"] = "whether this sender has ended",
        ["HostedRuntime.Core/Groups/TrackedCount.cs"] = "how many tracked tasks are left, and whether the tracker is closed",
        ["HostedRuntime.Core/Runtime/AsyncRuntime.cs"] = "the runtime that was set, read without its lock",
        ["HostedRuntime.Core/Runtime/OutsideCounts.cs"] = "counts of tasks from outside the workers",
        ["HostedRuntime.Core/Runtime/RuntimeEngine.cs"] = "counts of what is rare; the options; the state of the runtime; whether it aborts, and the fence between that and the sweep",
        ["HostedRuntime.Core/Scheduling/BlockedWorkers.cs"] = "whether the watch is kept, and its rounds",
        ["HostedRuntime.Core/Scheduling/Crew.cs"] = "the threads and the cores, read without their lock",
        ["HostedRuntime.Core/Scheduling/CurrentThreadWorker.cs"] = "whether the thread is to end",
        ["HostedRuntime.Core/Scheduling/IdleWorkers.cs"] = "how many workers sleep and how many search",
        ["HostedRuntime.Core/Scheduling/InjectionQueue.cs"] = "whether the queue is closed",
        ["HostedRuntime.Core/Scheduling/LocalQueue.cs"] = "head and tail of a worker's ring",
        ["HostedRuntime.Core/Scheduling/OverflowQueue.cs"] = "its length, read without its lock",
        ["HostedRuntime.Core/Scheduling/Parker.cs"] = "whether a worker sleeps, and its permit",
        ["HostedRuntime.Core/Scheduling/PollingThread.cs"] = "what a thread polls with, read by those outside",
        ["HostedRuntime.Core/Scheduling/ReadyQueue.cs"] = "its length, read without its lock",
        ["HostedRuntime.Core/Scheduling/Scheduler.cs"] = "whether the workers are to end",
        ["HostedRuntime.Core/Scheduling/StallWatchdog.cs"] = "whether the watchdog sleeps, read without its lock",
        ["HostedRuntime.Core/Scheduling/ThreadPoolScheduler.cs"] = "whether it runs; the fences between a push and the start or the end",
        ["HostedRuntime.Core/Scheduling/WaitWord.cs"] = "whether a worker is blocked, and whether its core is gone",
        ["HostedRuntime.Core/Scheduling/WarmSlot.cs"] = "the task that a worker runs next",
        ["HostedRuntime.Core/Scheduling/Worker.cs"] = "whether its body said that it blocks, read by the watchdog",
        ["HostedRuntime.Core/Scheduling/WorkerCore.cs"] = "whether a stand-in was sent away",
        ["HostedRuntime.Core/Sync/HolderSlots.cs"] = "the table of slots, read without the gate",
        ["HostedRuntime.Core/Sync/MutexCore.cs"] = "lock, waiters and version of a mutex",
        ["HostedRuntime.Core/Sync/Notify/NotifyCore.cs"] = "who waits for a notification, or that one is stored; the fence before all are notified",
        ["HostedRuntime.Core/Sync/Notify/TicketWaiter.cs"] = "whether a ticket is spent",
        ["HostedRuntime.Core/Sync/OnceCell.cs"] = "whether the value is there",
        ["HostedRuntime.Core/Sync/ReaderWriterCore.cs"] = "whether a writer holds and the version of its guard, read without the gate",
        ["HostedRuntime.Core/Sync/Semaphore/SemaphoreCore.cs"] = "the free permits, and whether it is closed, read without the lock",
        ["HostedRuntime.Core/Sync/StaleGuards.cs"] = "the count of stale disposes",
        ["HostedRuntime.Core/Tasks/JoinerList.cs"] = "who waits for a task, and whether it ended",
        ["HostedRuntime.Core/Tasks/OwnedTasks.cs"] = "a shard's length, read without its lock",
        ["HostedRuntime.Core/Tasks/PendingWaits.cs"] = "a task's one pending wait",
        ["HostedRuntime.Core/Tasks/ResumeSlot.cs"] = "a task's next continuation",
        ["HostedRuntime.Core/Tasks/RuntimeTask.cs"] = "a task's body and its cold part",
        ["HostedRuntime.Core/Tasks/TaskControl.cs"] = "a task's token source and its end; the count of further continuations; the fence of its further waits",
        ["HostedRuntime.Core/Tasks/TaskFault.cs"] = "whether a fault was looked at",
        ["HostedRuntime.Core/Tasks/TaskIdentity.cs"] = "a task's number",
        ["HostedRuntime.Core/Tasks/TaskTimes.cs"] = "how long a task ran and stood in a queue",
        ["HostedRuntime.Core/Tasks/TaskWord.cs"] = "started, forestalled, registered, aborted",
        ["HostedRuntime.Core/Waiting/PendingWait.cs"] = "how a wait was decided",
        ["HostedRuntime.Core/Waiting/PollCell.cs"] = "what a thread polls, read by those outside",
        ["HostedRuntime.Core/Waiting/SpinGate.cs"] = "whether somebody is inside",
        ["HostedRuntime.Core/Waiting/Waiter.cs"] = "the continuation of a wait, and its extras",
    };
}
