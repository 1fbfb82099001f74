using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// The named resources of the process, weakly held. It has no finalizers: collected resources are swept when the list has doubled since the
/// last sweep, so adding one takes constant time on average.
/// </summary>
internal static class ResourceRegistry
{
    // Below this size a sweep is not worth its lock. Picked by hand.
    private const int LeastSweep = 64;

    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<IResource>> s_resources = [];
    private static int s_nextSweep = LeastSweep;

    /// <summary>The number of entries, including those of collected resources that were not swept yet.</summary>
    public static int Count
    {
        get
        {
            using (s_gate.Hold())
                return s_resources.Count;
        }
    }

    public static void Add(IResource resource)
    {
        using (s_gate.Hold())
        {
            if (s_resources.Count >= s_nextSweep)
            {
                s_resources.RemoveAll(static entry => !entry.TryGetTarget(out _));
                s_nextSweep = Math.Max(LeastSweep, 2 * s_resources.Count);
            }

            s_resources.Add(new WeakReference<IResource>(resource));
        }
    }

    /// <summary>Returns the named resources that are still in use.</summary>
    public static List<IResource> All()
    {
        var all = new List<IResource>();
        using (s_gate.Hold())
        {
            foreach (var entry in s_resources)
            {
                if (entry.TryGetTarget(out var resource))
                    all.Add(resource);
            }
        }

        return all;
    }
}
