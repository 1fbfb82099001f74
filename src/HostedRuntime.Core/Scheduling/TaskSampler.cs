using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Picks the ready tasks whose next poll is timed, on average one in <see cref="MeterInstruments.SampleInterval"/>. The distances are
/// random, because two tasks that wake each other take turns, and fixed distances would always pick the same one. Owner thread only.
/// </summary>
internal struct TaskSampler(uint seed)
{
    /// <summary>The tasks that become ready on this thread, which is no worker with a core. The first of a thread is picked.</summary>
    [ThreadStatic]
    private static TaskSampler t_outside;

    private uint _random = seed;
    private int _left;

    /// <summary>Counts a task that becomes ready.</summary>
    /// <returns>True if its next poll is to be timed, if a listener wants that: <see cref="Pick"/> decides. Otherwise false.</returns>
    public bool IsDue() => --_left < 0;

    /// <summary>
    /// Makes the next task due. Called by other threads too: if the owner counts at the same moment, the call may have no effect.
    /// </summary>
    public void MakeDue() => _left = 0;

    /// <summary>
    /// Has the next poll of the task timed if a listener reads the times, or the lints ask for a delay. Called before the task is queued.
    /// </summary>
    public void Pick(RuntimeTask task, ThreadSettings threads)
    {
        // Xorshift. The generator of a thread that is no worker begins with its number, because zero stays zero.
        if (_random == 0)
            _random = ((uint)Environment.CurrentManagedThreadId + 1) * 0x9E3779B9;
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        _left = (int)(((ulong)_random * ((2 * MeterInstruments.SampleInterval) - 1)) >> 32);
        if (threads.Probe.ReadsTasks)
            task.MarkReady();
        if (threads.Delays.IsWanted)
            task.TryMeasureDelay(threads.Delays);
    }

    /// <summary>Counts a task that becomes ready on a thread without a core, and picks it if it is due.</summary>
    public static void CountOutside(RuntimeTask task, ThreadSettings threads)
    {
        ref var sampler = ref t_outside;
        if (sampler.IsDue() || threads.Delays.IsWanted)
            sampler.Pick(task, threads);
    }
}
