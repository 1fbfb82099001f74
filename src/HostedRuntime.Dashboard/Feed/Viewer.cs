namespace HostedRuntime.Dashboard.Feed;

/// <summary>An open page. While there is one, snapshots are captured; its disposal ends that.</summary>
/// <param name="feed">The feed.</param>
/// <param name="needs">The figures that the page needs beyond a snapshot.</param>
internal sealed class Viewer(DashboardFeed feed, ViewerNeeds needs) : IDisposable
{
    private bool _isDisposed;

    public ViewerNeeds Needs => needs;

    /// <summary>Returns the newest frame, which is at most a second old or is captured now.</summary>
    public Frame Current() => feed.Current(needs);

    /// <summary>Waits until there is a later frame than that with the number, and returns the newest.</summary>
    public Task<Frame> NextAsync(long seq, CancellationToken ct) => feed.NextAsync(seq, ct);

    /// <summary>Ends the page. Call on one thread.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        feed.Leave(needs);
    }
}

/// <summary>The figures that a page needs beyond a snapshot without stacks.</summary>
[Flags]
internal enum ViewerNeeds
{
    None = 0,

    /// <summary>The stacks of suspended tasks.</summary>
    Stacks = 1,

    /// <summary>The tasks that each worker ran in the last half minute.</summary>
    Lanes = 2,
}
