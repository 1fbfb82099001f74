namespace Starvation.Load;

/// <summary>The section <c>Load</c>: the phases of a round, the requests, and how fast the dependency answers.</summary>
internal sealed class LoadOptions
{
    /// <summary>How often each form runs.</summary>
    public int Rounds { get; set; }

    /// <summary>How many requests of each kind are sent one after the other before the load begins.</summary>
    public int WarmUpRequests { get; set; }

    /// <summary>The load before the measured time.</summary>
    public TimeSpan WarmUp { get; set; }

    public TimeSpan Calm { get; set; }

    public TimeSpan Slow { get; set; }

    public TimeSpan StockInterval { get; set; }

    public TimeSpan OrderInterval { get; set; }

    /// <summary>The vendor's time for an answer, until the slow phase begins.</summary>
    public TimeSpan CalmVendorTime { get; set; }

    public TimeSpan SlowVendorTime { get; set; }

    /// <summary>The mail server's time for an answer, in both phases.</summary>
    public TimeSpan MailTime { get; set; }

    public TimeSpan RequestTimeout { get; set; }

    /// <summary>How long the stop waits, at most, for the last orders to arrive at the service.</summary>
    public TimeSpan ArrivalTime { get; set; }

    /// <summary>The time after which a service that does not end is killed, and the demonstration fails.</summary>
    public TimeSpan StopTimeout { get; set; }

    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rounds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUpRequests);
        foreach (var phase in (ReadOnlySpan<TimeSpan>)[WarmUp, Calm, CalmVendorTime, SlowVendorTime, MailTime, ArrivalTime])
            ArgumentOutOfRangeException.ThrowIfLessThan(phase, TimeSpan.Zero);
        foreach (var time in (ReadOnlySpan<TimeSpan>)[Slow, StockInterval, OrderInterval, RequestTimeout, StopTimeout])
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
    }
}
