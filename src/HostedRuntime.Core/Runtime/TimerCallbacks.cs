using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Where the callbacks of a runtime's timers run: in polls of one task that never ends, several at a time, on whatever polls tasks. So a
/// callback has a name in reports, its awaits stay on the runtime, what it throws is an unhandled fault, and after the end of the runtime it
/// goes to the ThreadPool as every continuation does.
/// </summary>
internal sealed class TimerCallbacks(RuntimeEngine runtime, ThreadSettings threads) : GuestTasks(runtime), ITimerHost
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

    public override void ScheduleLast(RuntimeTask task, PollCell here) => Runtime.ScheduleLast(task, here);

    /// <summary>Polled here and now, before anything can be queued for it; the body is ours, and only waits.</summary>
    private TaskBody StartTask()
    {
        var never = new TaskCompletionSource();
        var task = new TaskBody(this, () => never.Task, new SpawnOptions { Name = TaskName, SuppressFlow = true }, default);
        new TaskPoller().PollOnce(task);
        return task;
    }
}
