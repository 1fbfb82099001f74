using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// Takes a lock as the lock statement does, except that <see cref="Thread.Interrupt"/> cannot break into it. Every lock of the engine is
/// taken this way. Otherwise the exception could end a thread of the runtime, or leave a caller's operation half done.
/// </summary>
/// <remarks>
/// Only a wait sees an interrupt, and only a contended lock waits. So the uncontended path stays small enough to be inlined. An interrupt
/// that came during the wait is made pending again once the lock is held.
/// </remarks>
internal static class Holds
{
    [ThreadStatic]
    private static bool t_isEntering;

    /// <summary>True while this thread waits for a lock of the engine. A body that seems to block there does not: it is a moment.</summary>
    public static bool IsEntering => t_isEntering;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LockHold Hold(this Lock gate)
    {
        if (!gate.TryEnter())
            EnterLater(gate);
        return new LockHold(gate);
    }

    /// <summary>Takes a monitor, for an object that threads wait on.</summary>
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
        t_isEntering = true;
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

        t_isEntering = false;
        if (isInterrupted)
            Thread.CurrentThread.Interrupt();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterLater(object monitor)
    {
        var isInterrupted = false;
        t_isEntering = true;
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

        t_isEntering = false;
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
