namespace HostedRuntime.Time;

/// <summary>What a wheel asks of the runtime that it belongs to.</summary>
internal interface ITimerHost
{
    /// <summary>A background thread, not started.</summary>
    Thread CreateThread(Action run);

    /// <summary>Starts a thread.</summary>
    /// <returns>False if the system has no thread for us. The object cannot be started again.</returns>
    bool TryStart(Thread thread);

    /// <summary>Runs user code on the runtime. Never on the calling thread, never refused; after the end of the runtime on the ThreadPool.</summary>
    void Run(Action<object?> callback, object? state);
}
