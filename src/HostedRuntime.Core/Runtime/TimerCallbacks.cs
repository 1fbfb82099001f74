using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Runs the callbacks of a runtime's timers, in polls of one task that never ends. Several polls may run at a time, on any thread that
/// polls tasks. So a callback has a name in reports, its awaits stay on the runtime, and an exception of it is an unhandled fault. After
/// the end of the runtime it runs on the ThreadPool, as every continuation does.
/// </summary>
internal sealed class TimerCallbacks(RuntimeEngine runtime, ThreadSettings threads) : UntrackedTaskOwner(runtime), ITimerHost
{
    private const string TaskName = "timers";

    private readonly Lock _gate = new();
    private RuntimeTask? _task;

    public Thread CreateThread(Action run) => threads.Create("timer", run);

    public bool TryStart(Thread thread) => ThreadStarter.TryStart(thread);

    public void Run(Action<object?> callback, object? state)
    {
        RuntimeTask task;
        using (_gate.Hold())
            task = _task ??= StartTask();
        ((IWaitingTask)task).Resume(callback, state);
    }

    public override void Schedule(RuntimeTask task) => Runtime.Schedule(task);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => Runtime.ScheduleLast(task, here);

    /// <summary>
    /// Starts the task and polls it on this thread, before any callback can be queued for it. Its body is our own and only waits. Caller
    /// holds `_gate`.
    /// </summary>
    private TaskBody StartTask()
    {
        var never = new TaskCompletionSource();
        var task = new TaskBody(this, () => never.Task, new SpawnOptions { Name = TaskName, SuppressFlow = true }, default);
        new TaskPoller().PollOnce(task);
        return task;
    }
}
