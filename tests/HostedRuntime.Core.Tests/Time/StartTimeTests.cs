using HostedRuntime.Time;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

public sealed class StartTimeTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);

    private readonly Alarms _alarms = Alarms.Of(TimeProvider.System);

    [Fact]
    public void Due_Exact_IsSoMuchLater()
    {
        var clock = new FakeTimeProvider();
        var alarms = Alarms.Of(clock);
        var start = alarms.Now;
        var exact = StartTime.Exact(alarms);
        clock.Advance(s_delay / 2);

        Assert.Equal(alarms.After(start, s_delay), exact.Due(alarms, s_delay));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(100)]
    public void Due_Rough_IsNotEarlyAndNotMuchLater(int heldMilliseconds)
    {
        var before = _alarms.Now;
        var rough = StartTime.Rough();
        var after = _alarms.Now;
        while (_alarms.Between(after, _alarms.Now).TotalMilliseconds < heldMilliseconds)
        {
        }

        var asked = _alarms.Now;
        var due = rough.Due(_alarms, s_delay);
        var answered = _alarms.Now;

        Assert.True(due >= _alarms.After(before, s_delay), "It is early.");
        Assert.True(due <= _alarms.After(answered, s_delay), "It is later than the delay from now.");
        // This thread may have been held up while it asked.
        Assert.True(due <= _alarms.After(after + (answered - asked), s_delay + StartTime.Largest), "It is later than two steps of the tick count.");
    }

    [Fact]
    public void Due_Infinite_IsNever()
    {
        Assert.Equal(Alarms.Never, StartTime.Rough().Due(_alarms, Timeout.InfiniteTimeSpan));
        Assert.Equal(Alarms.Never, StartTime.Exact(_alarms).Due(_alarms, Timeout.InfiniteTimeSpan));
        Assert.Equal(Alarms.Never, StartTime.Rough().Due(_alarms, TimeSpan.MaxValue));
    }
}
