namespace HostedRuntime.Testing;

/// <summary>A timer of a <see cref="VirtualTime"/>. The lock of the clock guards its fields.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    // As Timer does. Null if the flow is suppressed.
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();
    private (long Due, long Number) _key = (-1, 0);

    /// <summary>The time between two firings; zero or less if the timer fires once.</summary>
    public long Period { get; set; }

    /// <summary>True for the timer of a call of AdvanceAsync, which is no timer of the user.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The time at which the timer fires.</summary>
    public long Due => _key.Due;

    /// <summary>The purpose of the timer: the type whose callback it calls.</summary>
    public string Name => (state?.GetType() ?? callback.Method.DeclaringType)?.Name.Split('`')[0] ?? "timer";

    /// <summary>True if the timer belongs to a wait of the runtime, whose task shows it.</summary>
    public bool IsOfRuntime => state?.GetType().Assembly == typeof(IRuntimeHandle).Assembly;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Arm(this, CheckedTicks(dueTime, nameof(dueTime)), CheckedTicks(period, nameof(period)));
        return true;
    }

    public bool IsArmedFor((long Due, long Number) key) => _key == key;

    public void OnQueued((long Due, long Number) key) => _key = key;

    public void OnDequeued() => _key = (-1, 0);

    public void Fire()
    {
        if (_flow is null)
            callback(state);
        else
            ExecutionContext.Run(_flow, static timer => ((VirtualTimer)timer!).Call(), this);
    }

    public void Dispose() => time.Arm(this, delay: -1, period: -1);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Call() => callback(state);

    private static long CheckedTicks(TimeSpan span, string name)
    {
        if (span == Timeout.InfiniteTimeSpan)
            return -1;
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        return span.Ticks;
    }
}
