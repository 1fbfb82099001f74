using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The one thread of the process that looks whether workers are stuck in a poll. It lives while a runtime with a stall threshold runs, looks
/// four times in the smallest of the thresholds, and sleeps without a tick while all workers sleep: so an idle process pays nothing, and
/// a busy one, at a second, four wakes of a thread.
/// </summary>
/// <remarks>
/// Sleep and wake. The watchdog stores <see cref="s_isAsleep"/>, passes a full fence, and then looks once more whether somebody is awake. A
/// worker that wakes was counted as awake by an interlocked operation before it loads the flag. So either the watchdog sees the worker,
/// or the worker sees the flag.
/// </remarks>
internal static class StallWatchdog
{
    private static readonly object s_gate = new();

    /// <summary>Replaced under the lock, never changed.</summary>
    private static StallWatch[] s_watches = [];
    private static Thread? s_thread;

    /// <summary>Written under the lock.</summary>
    private static AtomicBool s_isAsleep;

    /// <exception cref="ThreadUnavailableException">The system has no thread for us: nothing has changed.</exception>
    public static void Add(StallWatch watch)
    {
        using (Holds.Hold(s_gate))
        {
            if (s_thread is null)
            {
                // It waits for this lock before it looks what there is to watch.
                var thread = new Thread(Run) { IsBackground = true, Name = $"{ThreadSettings.DefaultName}-watch" };
                ThreadStarter.Start(thread, "the watch for stalls");
                s_thread = thread;
            }

            s_watches = [.. s_watches, watch];
            s_isAsleep.Write(false);
            Monitor.Pulse(s_gate);
        }
    }

    public static void Remove(StallWatch watch)
    {
        using (Holds.Hold(s_gate))
        {
            s_watches = [.. s_watches.Where(other => other != watch)];
            s_isAsleep.Write(false);
            Monitor.Pulse(s_gate);
        }
    }

    /// <summary>A thread of a watched runtime was asleep, and is not any more.</summary>
    public static void Wake()
    {
        if (!s_isAsleep.Read())
            return;
        using (Holds.Hold(s_gate))
        {
            s_isAsleep.Write(false);
            Monitor.Pulse(s_gate);
        }
    }

    private static void Run()
    {
        while (WaitForLook(out var watches, out var elapsed))
        {
            foreach (var watch in watches)
                watch.Look(elapsed);
        }
    }

    /// <summary>False: there is nothing to watch any more, and the thread ends.</summary>
    private static bool WaitForLook(out StallWatch[] watches, out TimeSpan elapsed)
    {
        using (Holds.Hold(s_gate))
        {
            while (s_watches.Length > 0 && IsNobodyAwake())
            {
                while (s_isAsleep.ReadOwn())
                    Monitor.Wait(s_gate);
            }

            watches = s_watches;
            elapsed = default;
            if (watches.Length == 0)
            {
                s_thread = null;
                return false;
            }

            var interval = watches[0].Interval;
            foreach (var watch in watches)
            {
                if (watch.Interval < interval)
                    interval = watch.Interval;
            }

            var from = Stopwatch.GetTimestamp();
            Monitor.Wait(s_gate, interval);
            elapsed = Stopwatch.GetElapsedTime(from);
            // Longer means that the machine was short of time or stopped, for a collection or as a whole: that says nothing of a poll.
            if (elapsed > 2 * interval)
                elapsed = 2 * interval;
            return true;
        }
    }

    /// <summary>True: the flag is set, and holds until somebody clears it.</summary>
    private static bool IsNobodyAwake()
    {
        s_isAsleep.Write(true);
        // Pairs with the interlocked operation by which a parked worker is counted as awake, before it looks at the flag.
        Fence.Full();
        foreach (var watch in s_watches)
        {
            if (watch.IsAwake)
            {
                s_isAsleep.Write(false);
                return false;
            }
        }

        return true;
    }
}
