using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Polls tasks on threads of the ThreadPool, for the ThreadPool flavor and for the tasks of a runtime that has ended. A runtime does not
/// own such threads. So each of them registers its state at its first poll, and reports can show which tasks it polls. The registration is
/// weak and ends with its thread.
/// </summary>
internal static class PoolPoll
{
    private static readonly Action<RuntimeTask> s_poll = static task => PollerOfThisThread.PollOnce(task);
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<ThreadContext>> s_cells = [];

    [ThreadStatic]
    private static TaskPoller? t_poller;

    /// <summary>The poller of this thread, a thread of the ThreadPool. Called between two polls.</summary>
    public static TaskPoller PollerOfThisThread => t_poller ??= MakePoller();

    /// <summary>Creates a poller without a budget, for a ThreadPool thread that runs blocking bodies.</summary>
    public static TaskPoller MakeBlockingPoller()
    {
        // Registers the state of this thread.
        _ = PollerOfThisThread;
        return new TaskPoller(Budget.Unlimited);
    }

    public static void Queue(RuntimeTask task) => Uninterrupted.Queue(s_poll, task, preferLocal: false);

    /// <summary>Returns the tasks that ThreadPool threads poll now, of all runtimes.</summary>
    public static List<RuntimeTask> Polling()
    {
        var polling = new List<RuntimeTask>();
        using (s_gate.Hold())
        {
            foreach (var entry in s_cells)
            {
                if (entry.TryGetTarget(out var context) && context.Outermost is RuntimeTask task)
                    polling.Add(task);
            }
        }

        return polling;
    }

    private static TaskPoller MakePoller()
    {
        var poller = new TaskPoller();
        using (s_gate.Hold())
        {
            s_cells.RemoveAll(static entry => !entry.TryGetTarget(out _));
            s_cells.Add(new WeakReference<ThreadContext>(poller.Context));
        }

        return poller;
    }
}
