namespace HostedRuntime.Dashboard.Feed;

/// <summary>An open page. While there is one, snapshots are captured; its disposal ends that. Thread-safe.</summary>
/// <param name="feed">The feed.</param>
/// <param name="needs">The figures that the page needs beyond a snapshot.</param>
/// <param name="stream">The stream of the page; null if it has no number.</param>
internal sealed class Viewer(DashboardFeed feed, ViewerNeeds needs, TabStream? stream) : IDisposable
{
    // It has no timer, so it needs no disposal.
    private readonly CancellationTokenSource _replaced = new();

    public ViewerNeeds Needs => needs;

    public TabStream? Stream => stream;

    /// <summary>Is cancelled when the tab has opened another page in place of this one.</summary>
    public CancellationToken Replaced => _replaced.Token;

    /// <summary>Returns the newest frame, which is at most a second old or is captured now.</summary>
    public Frame Current() => feed.Current(needs);

    /// <summary>Waits until there is a later frame than that with the number, and returns the newest.</summary>
    public Task<Frame> NextAsync(long seq, CancellationToken ct) => feed.NextAsync(seq, ct);

    /// <summary>Cancels <see cref="Replaced"/>. The callbacks run on another thread, because they end a request.</summary>
    public Task ReplaceAsync() => _replaced.CancelAsync();

    /// <summary>Ends the page. Another call has no effect.</summary>
    public void Dispose() => feed.Leave(this);
}

/// <summary>A stream of a tab of a browser.</summary>
/// <param name="Tab">The name that the tab gave itself.</param>
/// <param name="Number">The number of the stream. A later stream of the tab has a higher number; a reconnect keeps it.</param>
internal sealed record TabStream(string Tab, long Number);

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
