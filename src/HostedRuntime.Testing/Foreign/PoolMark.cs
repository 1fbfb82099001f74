namespace HostedRuntime.Testing;

/// <summary>A mark in the queue of the ThreadPool: once it is reached, the items before it have begun.</summary>
internal sealed class PoolMark(Inbox inbox) : IThreadPoolWorkItem
{
    private volatile bool _isReached;

    public bool IsReached => _isReached;

    public void Execute()
    {
        _isReached = true;
        inbox.Signal();
    }
}
