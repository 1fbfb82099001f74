namespace HostedRuntime.Diagnostics;

/// <summary>The kinds of objects that tasks wait for.</summary>
public enum ResourceKind
{
    /// <summary>An AsyncMutex, with or without a value.</summary>
    Mutex,

    /// <summary>An AsyncReaderWriterLock, with or without a value.</summary>
    ReaderWriterLock,

    /// <summary>An AsyncSemaphore.</summary>
    Semaphore,

    /// <summary>An AsyncNotify.</summary>
    Notify,

    /// <summary>An AsyncBarrier.</summary>
    Barrier,

    /// <summary>An OnceCell.</summary>
    OnceCell,

    /// <summary>A channel of MpscChannel.</summary>
    Mpsc,

    /// <summary>A channel of Broadcast.</summary>
    Broadcast,

    /// <summary>A value of Watch.</summary>
    Watch,

    /// <summary>A DelayQueue.</summary>
    DelayQueue,
}
