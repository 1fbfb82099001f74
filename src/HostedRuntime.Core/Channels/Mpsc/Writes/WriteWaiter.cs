using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A waiter in the list of those that wait for room.</summary>
internal interface IRoomWait
{
    /// <summary>How many places the waiter needs.</summary>
    int Places { get; }
}

/// <summary>A writer that waits for room, with the item that it writes.</summary>
internal sealed class WriteWaiter<T> : Waiter<Unit>, IRoomWait
{
    /// <summary>The item. Set under both gates, before a reader can take it.</summary>
    public T? Item { get; set; }

    public int Places => 1;

    protected override void Recycle()
    {
        Item = default;
        WaiterPool.Return(this);
    }
}

/// <summary>A sender that waits for a permit.</summary>
internal sealed class ReserveWaiter<T> : Waiter<Sender<T>.Permit>, IRoomWait
{
    /// <summary>How many places the permit reserves. Set under both gates.</summary>
    public int Places { get; set; }

    protected override void Recycle() => WaiterPool.Return(this);
}
