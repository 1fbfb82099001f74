namespace Starvation;

/// <summary>The two forms of the web service.</summary>
internal enum Form
{
    /// <summary>Everything runs on the ThreadPool.</summary>
    Plain,

    /// <summary>Requests run on the ThreadPool, background work and blocking calls on runtimes.</summary>
    OnRuntimes,
}
