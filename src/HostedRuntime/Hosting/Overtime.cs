namespace HostedRuntime.Hosting;

/// <summary>
/// The time that all hooks together get after their caller's token has fired. Each hook is still called: what was initialized is stopped,
/// in order. But one hook that does not end must not make the host wait again for each that comes after it. Thread-safe.
/// </summary>
/// <param name="clock">
/// The system's, except in a test of this time: a test's clock that stands still must not keep the host waiting for a hook that hangs.
/// </param>
internal sealed class Overtime(TimeProvider clock)
{
    // Each hook gets this much to begin and to end, however little is left. Picked by hand.
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private CancellationToken _token;
    private long _since;

    /// <summary>The clock that the grace is measured by.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The part of a hook's grace that it may have now.</summary>
    /// <param name="grace">The whole of it.</param>
    /// <param name="fired">The token that has fired. Another token than that of the call before begins a new overtime.</param>
    public TimeSpan Grant(TimeSpan grace, CancellationToken fired)
    {
        lock (_gate)
        {
            if (_token != fired)
                (_token, _since) = (fired, clock.GetTimestamp());
            var left = grace - clock.GetElapsedTime(_since);
            return left > s_least ? left : s_least;
        }
    }
}
