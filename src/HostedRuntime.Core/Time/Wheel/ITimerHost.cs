namespace HostedRuntime.Time;

/// <summary>The runtime that a wheel belongs to, as the wheel sees it.</summary>
internal interface ITimerHost
{
    /// <summary>Creates a background thread without starting it.</summary>
    Thread CreateThread(Action run);

    /// <summary>Starts a thread.</summary>
    /// <returns>True if the thread has started; false if the system has no thread left. The object cannot then be started again.</returns>
    bool TryStart(Thread thread);

    /// <summary>
    /// Runs user code on the runtime, and never on the calling thread. It is never refused; after the end of the runtime it runs on the
    /// ThreadPool.
    /// </summary>
    void Run(Action<object?> callback, object? state);
}
