using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>Calls hooks of the user from loops of the engine, which must not throw.</summary>
internal static class WorkerHooks
{
    public static void Invoke<T>(Action<T>? hook, T argument)
    {
        if (hook is null)
            return;
        try
        {
            hook(argument);
        }
        catch (Exception)
        {
            // Dropped, as RuntimeHooks documents. There is no place to report the exception of a hook, and the worker must survive it.
        }
    }

    /// <summary>Runs one poll between its two hooks and its events.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll(ThreadSettings settings, TaskPoller poller, RuntimeTask task, Resumption? wait = null)
    {
        if (settings.Hooks is { BeforePoll: null, AfterPoll: null } && !RuntimeEventSource.Log.IsEnabled())
            poller.Poll(task, wait);
        else
            PollBetween(settings, poller, task, wait);
    }

    public static void Invoke<T1, T2>(Action<T1, T2>? hook, T1 first, T2 second)
    {
        if (hook is not null)
            Invoke(_ => hook(first, second), 0);
    }

    private static void PollBetween(ThreadSettings settings, TaskPoller poller, RuntimeTask task, Resumption? wait)
    {
        // Read before the poll, because after it the entry is free and may belong to another task.
        var polled = task is ResumeEntry entry ? entry.Resumed : task;
        var hasEvents = RuntimeEventSource.Log.IsEnabled();
        poller.LeaveTask();
        if (hasEvents)
            PollEvents.OnBegin(settings.Probe.Runtime, polled);
        Invoke(settings.Hooks.BeforePoll, polled.TaskId);
        poller.Poll(task, wait);
        if (!hasEvents && settings.Hooks.AfterPoll is null)
            return;
        // Code of a hook or a listener may block, and no other thread can see the join that this thread would poll next. So the join is
        // scheduled first.
        poller.TakeNextJoin()?.Resume();
        poller.LeaveTask();
        if (hasEvents)
            PollEvents.OnEnd(settings.Probe.Runtime, polled);
        Invoke(settings.Hooks.AfterPoll, polled.TaskId);
    }
}
