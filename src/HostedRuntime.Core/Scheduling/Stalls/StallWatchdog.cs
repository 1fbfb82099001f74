using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>The one thread of the process that looks for stuck workers, long waits and deadlocks.</summary>
/// <remarks>
/// <para>It lives while a runtime runs, and looks four times in the smallest threshold for stalls. It sleeps without a tick while all
/// workers sleep. So an idle process pays nothing, and a busy one with a threshold of a second pays for four wakes of a thread each
/// second.</para>
/// <para>Sleep and wake. The watchdog stores <see cref="s_isAsleep"/>, passes a full fence, and then looks once more whether a thread is
/// awake. A worker that wakes was counted as awake by an interlocked operation before it loads the flag. So either the watchdog sees the
/// worker, or the worker sees the flag.</para>
/// </remarks>
internal static class StallWatchdog
{
    private static readonly object s_gate = new();

    /// <summary>The array is replaced under the lock, and never changed.</summary>
    private static IWatch[] s_watches = [];
    private static Thread? s_thread;

    /// <summary>Written under the lock.</summary>
    private static AtomicBool s_isAsleep;

    /// <summary>Adds a watch, and starts the thread if there is none.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left. Nothing has changed.</exception>
    public static void Add(IWatch watch)
    {
        using (Holds.Hold(s_gate))
        {
            if (s_thread is null)
            {
                // The new thread waits for this lock before it reads the watches.
                var thread = new Thread(Run) { IsBackground = true, Name = $"{ThreadSettings.DefaultName}-watch" };
                ThreadStarter.Start(thread, "the watch for stalls");
                s_thread = thread;
            }

            s_watches = [.. s_watches, watch];
            s_isAsleep.Write(false);
            Monitor.Pulse(s_gate);
        }
    }

    public static void Remove(IWatch watch)
    {
        using (Holds.Hold(s_gate))
        {
            s_watches = [.. s_watches.Where(other => other != watch)];
            s_isAsleep.Write(false);
            Monitor.Pulse(s_gate);
        }
    }

    /// <summary>Wakes the watchdog if it sleeps. Called when a thread of a watched runtime has woken up.</summary>
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

    /// <summary>Waits until the next look is due.</summary>
    /// <returns>True if there is something to watch; false if the thread has to end.</returns>
    private static bool WaitForLook(out IWatch[] watches, out TimeSpan elapsed)
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
            // If it took longer, the machine was overloaded or stopped, for a collection or as a whole. The excess is not the fault of a
            // poll.
            if (elapsed > 2 * interval)
                elapsed = 2 * interval;
            return true;
        }
    }

    /// <summary>Sets the flag that the watchdog sleeps, and looks whether a thread is awake.</summary>
    /// <returns>True if no thread is awake. The flag then stays until another thread clears it.</returns>
    private static bool IsNobodyAwake()
    {
        s_isAsleep.Write(true);
        // Pairs with the interlocked operation that counts a parked worker as awake, before that worker reads the flag.
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
