using HostedRuntime.Scheduling;
using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// A timer wheel with its thread, on a clock that moves on by some milliseconds at each reading. So time depends on the schedule alone.
/// </summary>
internal sealed class ModelWheel : TimeProvider, ITimerHost
{
    private readonly int _step;

    public ModelWheel(int step)
    {
        _step = step;
        TimerSource = new WheelTimerSource(this, this);
        Provider = new WheelTimeProvider(TimerSource);
    }

    public WheelTimerSource TimerSource { get; }

    public TimeProvider Provider { get; }

    public override long TimestampFrequency => 1000;

    /// <summary>The time, without a reading that moves it on.</summary>
    public long Time { get; private set; } = 1;

    public override long GetTimestamp() => Time += _step;

    public Thread CreateThread(Action run) => new(() => run()) { Name = "timer" };

    public bool TryStart(Thread thread) => ThreadStarter.TryStart(thread);

    public void Run(Action<object?> callback, object? state) => ThreadPool.UnsafeQueueUserWorkItem(callback, state, preferLocal: false);
}
