namespace HostedRuntime.Scheduling;

/// <summary>What became of the attempt to give a blocked worker's core to a new thread.</summary>
internal enum HandOverResult
{
    /// <summary>A new thread has the core.</summary>
    Given,

    /// <summary>The worker goes on by itself.</summary>
    NotBlocked,

    /// <summary>The system has no thread for us: the worker keeps its core.</summary>
    NoThread,
}
