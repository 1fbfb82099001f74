using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A waiter in the list of those that wait for an item. The thread that decided the wait calls one of the two methods.</summary>
internal interface IReadWait<in T>
{
    void Accept(T item);

    /// <summary>Ends the wait because the channel is empty and no item can come.</summary>
    void End(Exception? error);
}

/// <summary>The wait of a read of one item.</summary>
internal sealed class ReadWaiter<T> : Waiter<T>, IReadWait<T>
{
    public void Accept(T item) => SetResult(item);

    public void End(Exception? error) => SetError(ClosedChannel.Exception(error));

    protected override void Recycle() => WaiterPool.Return(this);
}
