namespace HostedRuntime.Scheduling;

/// <summary>A scheduler whose threads may be stuck in a poll, as the watchdog sees it. Called on the watchdog's thread.</summary>
internal interface IStallable
{
    /// <summary>
    /// False while all threads of the scheduler sleep. A thread that wakes up first counts as awake, then passes a full fence, then calls
    /// <see cref="StallWatchdog.Wake"/>.
    /// </summary>
    bool IsAwake { get; }

    /// <summary>The threads to look at. Threads may come and go between two looks.</summary>
    IReadOnlyList<PollingThread> Threads { get; }

    /// <summary>Does what the scheduler can for the threads whose clock has reached the threshold. Called after each look.</summary>
    void Relieve(TimeSpan threshold);
}
