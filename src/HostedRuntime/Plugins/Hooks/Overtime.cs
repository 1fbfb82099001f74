namespace HostedRuntime.Plugins;

/// <summary>
/// The time that all hooks together get after their caller's token has fired. Each hook is still called, so that initialized plugins are
/// stopped in order. But if one hook does not end, the host must not wait as long again for each later hook. Thread-safe.
/// </summary>
/// <param name="clock">
/// The system's clock, except in tests of this class. Not the host's clock, because a test's clock that stands still must not make the host
/// wait for a hook that hangs.
/// </param>
internal sealed class Overtime(TimeProvider clock)
{
    // The minimum for each hook to begin and to end, however little time is left. Picked by hand.
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private CancellationToken _token;
    private long _since;

    /// <summary>The clock that measures the grace period.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Returns the part of the grace period that is left for a hook.</summary>
    /// <param name="grace">The whole grace period.</param>
    /// <param name="fired">The token that has fired. If it is not the token of the previous call, a new grace period begins.</param>
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
