using HostedRuntime.Tests.Time;
using HostedRuntime.Time;

namespace HostedRuntime.Tests.Waiting;

/// <summary>The texts that describe when a wait for a time is due.</summary>
public sealed class DueTextTests
{
    [Theory]
    [InlineData(0.004, "sleep, due in 0.0 s")]
    [InlineData(4.2, "sleep, due in 4.2 s")]
    [InlineData(59.9, "sleep, due in 59.9 s")]
    [InlineData(60, "sleep, due in 00:01:00")]
    [InlineData(5_400.5, "sleep, due in 01:30:00")]
    [InlineData(200_000, "sleep, due in 2.07:33:20")]
    public void WaitsOn_DuringASleep_DescribesWhenItIsDue(double seconds, string text)
    {
        using var clock = new FakeClock();
        var task = clock.Start(async () => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(text, clock.Runtime.CaptureTasks().Single(info => info.Id == task.Id).WaitsOn);
    }

    [Fact]
    public void WaitsOn_DuringASleep_CountsDown()
    {
        using var clock = new FakeClock();
        var task = clock.Start(async () => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(4.2)));
        clock.Pass(1_200);
        Assert.Equal("sleep, due in 3.0 s", clock.Runtime.CaptureTasks().Single(info => info.Id == task.Id).WaitsOn);
        clock.Pass(3_000);
        Assert.True(task.IsFinished);
    }

    [Fact]
    public void Describe_WhenTheClockThrows_ReturnsUnknownTime()
        => Assert.Equal("due at a time that its clock does not tell", TimerSource.Of(new BrokenClock()).Describe(1));

    [Fact]
    public void Describe_WhenTheTimeHasPassed_ReturnsDueNow() => Assert.Equal("due now", TimerSource.Of(TimeProvider.System).Describe(0));

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException("This clock is broken.");
    }
}
