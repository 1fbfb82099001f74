using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Stands in for the BCL's monitors, which the lock statement uses for all that is no <see cref="Lock"/>.</summary>
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

    /// <summary>How long is no matter: time passes when nobody can run, and sometimes earlier.</summary>
    public static bool Wait(object on, TimeSpan timeout) => ModelLock.Of(on).Wait(InModel(), hasTimeout: timeout != Timeout.InfiniteTimeSpan);

    public static void Pulse(object on)
    {
        if (ModelThread.Current is { } thread)
            ModelLock.Of(on).Pulse(thread, all: false);
    }

    /// <summary>A model may switch it off for one of its callers, to show that the explorer would notice.</summary>
    public static void PulseAll(object on, [CallerMemberName] string member = "")
    {
        if (ModelThread.Current is { } thread && thread.Execution.Limits.WithoutPulseIn != member)
            ModelLock.Of(on).Pulse(thread, all: true);
    }

    private static ModelThread InModel() => ModelThread.Current ?? throw new NotSupportedException("Only threads of a model can wait.");
}
