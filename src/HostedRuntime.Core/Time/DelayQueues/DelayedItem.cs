namespace HostedRuntime.Time;

/// <summary>An item of a <see cref="DelayQueue{T}"/>. Guarded by the lock of its queue.</summary>
internal sealed class DelayedItem<T>(T value) : WheelEntry
{
    /// <summary>The wheel to which the item was added. Null once the item has left the queue.</summary>
    /// <remarks>
    /// Also set while the item is out of the wheel because it is due. Cleared so that a key keeps neither queue nor value alive.
    /// </remarks>
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
