using System.Diagnostics;

namespace HostedRuntime.Commands;

/// <summary>
/// Counts the calls of one command. A call is a task with a scope of services, so a lock that is held for a few instructions does not show.
/// Thread-safe.
/// </summary>
internal sealed class CommandCounts
{
    private readonly Lock _gate = new();
    private DurationCounts? _durations;
    private long _begun;
    private long _ended;
    private long _failures;
    private long _cancellations;

    /// <summary>Counts the beginning of a call.</summary>
    /// <returns>The reading of the monotonic clock.</returns>
    public long Begin()
    {
        lock (_gate)
            _begun++;
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Counts the end of a call.</summary>
    /// <param name="duration">The time since the beginning.</param>
    /// <param name="failure">The exception that the caller gets; null if the call has completed.</param>
    public void End(TimeSpan duration, Exception? failure)
    {
        lock (_gate)
        {
            _ended++;
            if (failure is OperationCanceledException)
                _cancellations++;
            else if (failure is not null)
                _failures++;
            (_durations ??= new DurationCounts()).Add(duration);
        }
    }

    public CommandMetrics Read(Command command)
    {
        lock (_gate)
        {
            return new CommandMetrics
            {
                Name = command.Name.ToString(),
                Runtime = command.Runtime,
                Calls = _begun,
                Failures = _failures,
                Cancellations = _cancellations,
                InFlight = _begun - _ended,
                MedianDuration = _durations?.Percentile(0.5),
                P99Duration = _durations?.Percentile(0.99),
            };
        }
    }
}
