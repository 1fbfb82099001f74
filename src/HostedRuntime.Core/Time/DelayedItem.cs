namespace HostedRuntime.Time;

/// <summary>An item of a <see cref="DelayQueue{T}"/>. All of it is under the lock of its queue.</summary>
internal sealed class DelayedItem<T>(DelayQueue<T> queue, T value) : WheelEntry
{
    /// <summary>Null once the item was taken out, so that a key keeps neither queue nor value alive.</summary>
    public DelayQueue<T>? Queue { get; private set; } = queue;

    public T Value { get; private set; } = value;

    public T Leave()
    {
        var value = Value;
        Value = default!;
        Queue = null;
        return value;
    }
}
