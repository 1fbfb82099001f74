namespace HostedRuntime.Scheduling;

/// <summary>A wait of a thread that the runtime was told of.</summary>
internal enum KnownWait
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The body blocks the thread.</summary>
    OfBody,

    /// <summary>The engine waits for one of its short locks. This is no fault of the body, and is not told as one.</summary>
    OwnLock,
}
