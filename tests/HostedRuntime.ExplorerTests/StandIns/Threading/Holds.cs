namespace HostedRuntime.Atomics;

/// <summary>Replaces the locks that an interrupt cannot break into, because no model interrupts a thread.</summary>
internal static class Holds
{
    /// <summary>A model has no wait notification, so the answer does not matter.</summary>
    public static bool IsEntering => false;

    public static Lock.Scope Hold(this Lock gate) => gate.EnterScope();

    public static MonitorHold Hold(object monitor)
    {
        var isTaken = false;
        Monitor.Enter(monitor, ref isTaken);
        return new MonitorHold(monitor);
    }

    public readonly ref struct MonitorHold(object monitor)
    {
        public void Dispose() => Monitor.Exit(monitor);
    }
}
