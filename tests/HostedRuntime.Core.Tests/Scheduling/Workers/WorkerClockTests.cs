using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling.Workers;

public sealed class WorkerClockTests
{
    private WorkerClock _clock;

    [Fact]
    public void Times_BeforeStart_AreZero()
    {
        Assert.Equal(TimeSpan.Zero, _clock.Awake);
        Assert.Equal(TimeSpan.Zero, _clock.Parked);
    }

    [Fact]
    public void Park_StopsAwakeTime()
    {
        _clock.Start();
        Signals.SpinUntil(() => _clock.Awake > TimeSpan.Zero, "the time goes on");
        _clock.Park();
        var awake = _clock.Awake;
        Signals.SpinUntil(() => _clock.Parked > TimeSpan.Zero, "the time goes on");
        Assert.Equal(awake, _clock.Awake);

        _clock.Unpark();
        var parked = _clock.Parked;
        Signals.SpinUntil(() => _clock.Awake > awake, "the time goes on");
        Assert.Equal(parked, _clock.Parked);
    }

    [Fact]
    public void Start_OfCoreThatAThreadHeld_KeepsTheTime()
    {
        _clock.Start();
        Signals.SpinUntil(() => _clock.Awake > TimeSpan.Zero, "the time goes on");
        var awake = _clock.Awake;
        _clock.Start();
        Assert.True(_clock.Awake >= awake);
    }

    [Fact]
    public void Stop_EndsAwakeTime()
    {
        _clock.Start();
        _clock.Stop();
        var awake = _clock.Awake;
        _clock.Start();
        _clock.Stop();
        Assert.True(_clock.Awake >= awake);
        Assert.Equal(_clock.Awake, _clock.Awake);
    }
}
