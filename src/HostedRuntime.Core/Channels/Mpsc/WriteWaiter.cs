using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>Somebody in the line of those who wait for room.</summary>
internal interface IRoomWait
{
    /// <summary>How many places it waits for.</summary>
    int Places { get; }
}

/// <summary>A writer that waits for room, with what it wants to write.</summary>
internal sealed class WriteWaiter<T> : Waiter<Nothing>, IRoomWait
{
    /// <summary>Set under the gates, before a reader can take it.</summary>
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
    /// <summary>Set under the gates.</summary>
    public int Places { get; set; }

    protected override void Recycle() => WaiterPool.Return(this);
}
