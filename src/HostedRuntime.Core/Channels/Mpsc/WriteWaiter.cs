using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A writer that waits for room, with what it wants to write.</summary>
internal sealed class WriteWaiter<T> : Waiter<Nothing>
{
    /// <summary>Set under the channel's lock, before a reader can take it.</summary>
    public T? Item { get; set; }

    protected override void Recycle()
    {
        Item = default;
        WaiterPool.Return(this);
    }
}
