namespace HostedRuntime.Time;

/// <summary>An item of a <see cref="DelayQueue{T}"/>. Guarded by the lock of its queue.</summary>
internal sealed class DelayedItem<T>(T value) : WheelEntry
{
    /// <summary>
    /// The wheel into which it was put, also while it is out of the wheel because it is due. Null once the item has left the queue, so that
    /// a key keeps neither queue nor value alive.
    /// </summary>
    public TimerWheel? Wheel { get; set; }

    public T Value { get; private set; } = value;

    public T Leave()
    {
        var value = Value;
        Value = default!;
        Wheel = null;
        return value;
    }
}
