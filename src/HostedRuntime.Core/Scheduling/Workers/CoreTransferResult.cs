namespace HostedRuntime.Scheduling;

/// <summary>The result of an attempt to give the core of a blocked worker to a new thread.</summary>
internal enum CoreTransferResult
{
    /// <summary>A new thread has the core.</summary>
    Given,

    /// <summary>The worker is not blocked any more and keeps its core, or has none.</summary>
    NotBlocked,

    /// <summary>The system has no thread left: the worker keeps its core.</summary>
    NoThread,
}
