using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Polls on ThreadPool threads: those of the ThreadPool flavor, and what is left for tasks whose runtime has ended. Such threads
/// belong to nobody here, so each notes its cell on its first poll, for those who ask what runs; a thread that ends takes its
/// cell along.
/// </summary>
internal static class PoolPoll
{
    private static readonly Action<RuntimeTask> s_poll = static task => PollerOfThisThread.PollOnce(task);
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<PollCell>> s_cells = [];

    [ThreadStatic]
    private static TaskPoller? t_poller;

    /// <summary>For a ThreadPool thread, between two polls or before its first one.</summary>
    public static TaskPoller PollerOfThisThread => t_poller ??= MakePoller();

    /// <summary>For a ThreadPool thread that does the work of a blocking thread: its bodies never yield, so each may spend what it likes.</summary>
    public static TaskPoller MakeBlockingPoller()
    {
        // Notes the cell of this thread.
        _ = PollerOfThisThread;
        return new TaskPoller(Budget.Unlimited);
    }

    public static void Queue(RuntimeTask task) => ThreadPool.UnsafeQueueUserWorkItem(s_poll, task, preferLocal: false);

    /// <summary>The tasks that ThreadPool threads poll right now, whosever they are.</summary>
    public static List<RuntimeTask> Polling()
    {
        var polling = new List<RuntimeTask>();
        lock (s_gate)
        {
            foreach (var entry in s_cells)
            {
                if (entry.TryGetTarget(out var cell) && cell.Outermost is RuntimeTask task)
                    polling.Add(task);
            }
        }

        return polling;
    }

    private static TaskPoller MakePoller()
    {
        var poller = new TaskPoller();
        lock (s_gate)
        {
            s_cells.RemoveAll(static entry => !entry.TryGetTarget(out _));
            s_cells.Add(new WeakReference<PollCell>(poller.Cell));
        }

        return poller;
    }
}
