using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Replaces the BCL's monitors, which the lock statement uses for every object other than a <see cref="Lock"/>.</summary>
internal static class Monitor
{
    public static void Enter(object on, ref bool lockTaken)
    {
        if (ModelThread.Current is { } thread)
            ModelLock.Of(on).Enter(thread);
        lockTaken = true;
    }

    public static bool TryEnter(object on) => ModelThread.Current is not { } thread || ModelLock.Of(on).TryEnter(thread);

    public static void Exit(object on)
    {
        if (ModelThread.Current is { } thread)
            ModelLock.Of(on).Exit(thread);
    }

    public static void Wait(object on) => ModelLock.Of(on).Wait(InModel(), hasTimeout: false);

    /// <summary>
    /// Waits for a pulse. The length of the timeout does not matter: it ends when no thread can run, and sometimes earlier.
    /// </summary>
    public static bool Wait(object on, TimeSpan timeout) => ModelLock.Of(on).Wait(InModel(), hasTimeout: timeout != Timeout.InfiniteTimeSpan);

    public static void Pulse(object on)
    {
        if (ModelThread.Current is { } thread)
            ModelLock.Of(on).Pulse(thread, all: false);
    }

    /// <summary>Wakes all waiting threads. A model may switch it off in one calling member, to show that the explorer notices.</summary>
    public static void PulseAll(object on, [CallerMemberName] string member = "")
    {
        if (ModelThread.Current is { } thread && thread.Execution.Limits.WithoutPulseIn != member)
            ModelLock.Of(on).Pulse(thread, all: true);
    }

    private static ModelThread InModel() => ModelThread.Current ?? throw new NotSupportedException("Only threads of a model can wait.");
}
