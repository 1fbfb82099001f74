using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>A wheel with its thread, by a clock that moves on by a millisecond each time that somebody reads it: time depends on the schedule alone.</summary>
internal sealed class ModelWheel : TimeProvider, ITimerHost
{
    private long _now;

    public ModelWheel()
    {
        Alarms = new WheelAlarms(this, this);
        Provider = new WheelTimeProvider(Alarms);
    }

    public WheelAlarms Alarms { get; }

    public TimeProvider Provider { get; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _now++;

    public Thread CreateThread(Action run) => new(() => run()) { Name = "timer" };

    public void Run(Action<object?> callback, object? state) => ThreadPool.UnsafeQueueUserWorkItem(callback, state, preferLocal: false);
}
