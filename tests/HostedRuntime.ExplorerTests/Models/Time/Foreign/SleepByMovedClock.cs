using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// A foreign clock is moved while a sleep on it is armed, even between the reading of the time and the setting of the timer. After that the
/// clock stands still. The sleep ends once its time has come, not early, and no timer is left.
/// </summary>
internal sealed class SleepByMovedClock : TimedWaits
{
    private const long Due = 5;

    private readonly MovedClock _clock;
    private bool _isEarly;

    /// <param name="moves">The times that the clock is moved to, in order. The last is at or after the due time of the sleep.</param>
    /// <param name="hidesMoves">
    /// True for the variant that is broken on purpose. In it the sleep sees no move after it has set its timer, as if it did not check.
    /// </param>
    public SleepByMovedClock(long[] moves, bool hidesMoves = false)
    {
        _clock = new MovedClock(hidesMoves);
        Assert.True(moves[^1] >= Due);
        Outsider("sleeper", () => Watch(SleepAsync(TimerSource.Of(_clock))));
        Outsider("mover", () => Array.ForEach(moves, _clock.MoveTo));
    }

    public override void Check()
    {
        Assert.True(IsOver, "The sleep has not ended, though its time has come.");
        Assert.Null(Assert.Single(Ends));
        Assert.False(_isEarly);
        Assert.Equal(0, _clock.LiveTimers);
    }

    private async ValueTask SleepAsync(TimerSource timers)
    {
        await SleepWait.Start(timers, Due, CancellationToken.None).ConfigureAwait(false);
        _isEarly = _clock.Time < Due;
    }
}
