using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class TimeTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Fact]
    public void Wheel_ExpiryAgainstCancel_EndsTheSleepOnce()
        => Proof.Exhaustive(static () => new SleepAgainstCancel(sleeps: 1), s_limits with { Preemptions = 1 });

    [Fact]
    public void Wheel_ExpiryAgainstCancelAtRandom_EndsEachSleepOnce()
        => Proof.Sampled(static () => new SleepAgainstCancel(sleeps: 2), seeds: 3_000, limits: s_limits);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Reminder_FireAgainstReset_EndsTheWaitOnce(int laterMilliseconds)
        => Proof.Sampled(() => new FireAgainstReset(laterMilliseconds), seeds: 3_000, limits: s_limits);
}
