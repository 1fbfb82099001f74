namespace HostedRuntime.Scheduling;

/// <summary>What the watchdog asks of a scheduler whose threads may be stuck in a poll. From the watchdog's thread.</summary>
internal interface IStallable
{
    /// <summary>
    /// False while all its threads sleep. One that wakes up calls <see cref="StallWatchdog.Wake"/> after it counts as awake again, with a full
    /// fence between the two.
    /// </summary>
    bool IsAwake { get; }

    /// <summary>The threads to look at. Between two looks some may come and go.</summary>
    IReadOnlyList<PollingThread> Threads { get; }

    /// <summary>Does what it can for those whose clock has come to the threshold. After each look.</summary>
    void Relieve(TimeSpan threshold);
}
