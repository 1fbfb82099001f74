namespace HostedRuntime.Scheduling;

/// <summary>Something that the watchdog's thread looks at in intervals. Called on that thread.</summary>
internal interface IWatch
{
    /// <summary>The longest time between two looks. They may come more often.</summary>
    TimeSpan Interval { get; }

    /// <summary>
    /// False while nothing can change. A thread that may change something first makes this true, then passes a full fence, then calls
    /// <see cref="StallWatchdog.Wake"/>.
    /// </summary>
    bool IsAwake { get; }

    /// <summary>Looks. <paramref name="elapsed"/> is the time since the last look.</summary>
    void Look(TimeSpan elapsed);
}
