using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>The runtimes of the process that have not ended, weakly held, for diagnostics of the whole process.</summary>
internal static class LiveRuntimes
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<RuntimeEngine>> s_runtimes = [];

    public static void Add(RuntimeEngine runtime)
    {
        using (s_gate.Hold())
        {
            s_runtimes.RemoveAll(static entry => !entry.TryGetTarget(out _));
            s_runtimes.Add(new WeakReference<RuntimeEngine>(runtime));
        }
    }

    /// <summary>Returns the runtimes that have not ended, the oldest first.</summary>
    public static List<RuntimeEngine> All()
    {
        var all = new List<RuntimeEngine>();
        using (s_gate.Hold())
        {
            foreach (var entry in s_runtimes)
            {
                if (entry.TryGetTarget(out var runtime) && runtime.State != RuntimeState.Stopped)
                    all.Add(runtime);
            }
        }

        return all;
    }
}
