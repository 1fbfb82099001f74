using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>Somebody in the line of those who wait for an item. One of the two is called, by the one who decided the wait.</summary>
internal interface IReadWait<in T>
{
    void Accept(T item);

    /// <summary>Nothing is there and nothing can come.</summary>
    void End(Exception? error);
}

/// <summary>A read of one item.</summary>
internal sealed class ReadWaiter<T> : Waiter<T>, IReadWait<T>
{
    public void Accept(T item) => SetResult(item);

    public void End(Exception? error) => SetError(ClosedChannel.Exception(error));

    protected override void Recycle() => WaiterPool.Return(this);
}
