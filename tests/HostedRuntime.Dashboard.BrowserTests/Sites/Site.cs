namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>A program with a dashboard, at an address of this machine.</summary>
internal abstract class Site : IAsyncDisposable
{
    /// <summary>The address of the program. The dashboard is below "runtime/".</summary>
    public abstract Uri Address { get; }

    /// <summary>The address with the token, which the program writes to its log.</summary>
    public abstract Uri Login { get; }

    public abstract ValueTask DisposeAsync();
}
