using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>Calls user hooks from the engine's own loops, where nothing may be thrown.</summary>
internal static class HookCall
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
            // Dropped, as RuntimeHooks says: a hook is the last place to report to, and a worker must outlive it.
        }
    }

    /// <summary>One poll between its two hooks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll(RuntimeHooks hooks, TaskPoller poller, RuntimeTask task, PendingWait? handed = null)
    {
        if (hooks is { BeforePoll: null, AfterPoll: null })
            poller.Poll(task, handed);
        else
            PollBetween(hooks, poller, task, handed);
    }

    public static void Invoke<T1, T2>(Action<T1, T2>? hook, T1 first, T2 second)
    {
        if (hook is not null)
            Invoke(_ => hook(first, second), 0);
    }

    private static void PollBetween(RuntimeHooks hooks, TaskPoller poller, RuntimeTask task, PendingWait? handed)
    {
        // Before the poll: an entry is free then, and may stand for another task after it.
        var id = (task is ResumeEntry entry ? entry.Resumed : task).TaskId;
        if (hooks.BeforePoll is { } before)
        {
            poller.Rest();
            Invoke(before, id);
        }

        poller.Poll(task, handed);
        if (hooks.AfterPoll is not { } after)
            return;
        // The hook may block, and nobody else sees what was handed over to this thread.
        poller.TakeHanded()?.Resume();
        poller.Rest();
        Invoke(after, id);
    }
}
