using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// Takes a lock as the lock statement does, but an interrupt of the thread cannot break into it. Every lock of the engine is taken so: an
/// exception in place of the lock would end a thread of the runtime, or leave the operation of a caller half done.
/// </summary>
/// <remarks>
/// Only a lock that is held by another thread waits, and only a wait sees the interrupt. So the way without a wait stays small enough to be inlined. An interrupt
/// that came meanwhile is pending again once the lock is held.
/// </remarks>
internal static class Holds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LockHold Hold(this Lock gate)
    {
        if (!gate.TryEnter())
            EnterLater(gate);
        return new LockHold(gate);
    }

    /// <summary>Takes the monitor of an object that threads wait on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MonitorHold Hold(object monitor)
    {
        if (!Monitor.TryEnter(monitor))
            EnterLater(monitor);
        return new MonitorHold(monitor);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterLater(Lock gate)
    {
        var isInterrupted = false;
        while (true)
        {
            try
            {
                gate.Enter();
                break;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }

        if (isInterrupted)
            Thread.CurrentThread.Interrupt();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterLater(object monitor)
    {
        var isInterrupted = false;
        while (true)
        {
            try
            {
                Monitor.Enter(monitor);
                break;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }

        if (isInterrupted)
            Thread.CurrentThread.Interrupt();
    }

    public readonly ref struct LockHold(Lock gate)
    {
        public void Dispose() => gate.Exit();
    }

    public readonly ref struct MonitorHold(object monitor)
    {
        public void Dispose() => Monitor.Exit(monitor);
    }
}
