using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// A foreign clock is moved while a sleep by it is armed, also between a reading of the time and the setting of the timer, and stands still
/// after that: the sleep ends if its time has come, not early, and no timer stays behind.
/// </summary>
internal sealed class SleepByMovedClock : TimedWaits
{
    private const long Due = 5;

    private readonly MovedClock _clock;
    private bool _isEarly;

    /// <param name="moves">Where the clock is moved to, one after the other. The last is at or after the time of the sleep.</param>
    /// <param name="hidesMoves">Broken on purpose: the sleep finds no move after it has set its timer, as if it did not look for
    /// one.</param>
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

    private async ValueTask SleepAsync(TimerSource alarms)
    {
        await SleepWait.Start(alarms, Due, CancellationToken.None).ConfigureAwait(false);
        _isEarly = _clock.Time < Due;
    }
}
