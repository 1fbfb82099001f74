namespace HostedRuntime;

/// <summary>Counts the calls of a command since the host was built. See <see cref="ICommandInvoker.Metrics"/>.</summary>
/// <remarks>A call counts once its arguments were accepted: a call that is refused before it runs is no call of the handler.</remarks>
public sealed record CommandMetrics
{
    /// <summary>The name of the command.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the runtime that the command runs on.</summary>
    public required string Runtime { get; init; }

    /// <summary>The number of calls that have begun.</summary>
    public long Calls { get; init; }

    /// <summary>The number of calls that ended with a <see cref="CommandException"/>.</summary>
    public long Failures { get; init; }

    /// <summary>The number of calls that ended because their callers cancelled them.</summary>
    public long Cancellations { get; init; }

    /// <summary>The number of calls that have begun and not ended.</summary>
    public long InFlight { get; init; }

    /// <summary>
    /// The median duration of the calls that have ended, whatever their outcome. At most a quarter too long. Null before the first end.
    /// </summary>
    public TimeSpan? MedianDuration { get; init; }

    /// <summary>
    /// The duration that 99 of 100 ended calls did not exceed, whatever their outcome. At most a quarter too long. Null before the first
    /// end.
    /// </summary>
    public TimeSpan? P99Duration { get; init; }
}
