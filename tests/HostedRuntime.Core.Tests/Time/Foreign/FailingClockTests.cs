namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>If a clock throws when a timer is created or set, the wait ends with that error, and the next wait works.</summary>
public sealed class FailingClockTests : IDisposable
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(10);

    private readonly HostileClock _clock = new(Hostility.FiresEarly);
    private readonly IRuntime _runtime;

    public FailingClockTests()
        => _runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, _clock);

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData(TimedThing.SleepAsync)]
    [InlineData(TimedThing.Interval)]
    [InlineData(TimedThing.ResettableSleep)]
    [InlineData(TimedThing.DelayQueue)]
    public void Wait_WhenTheClockThrows_FailsAndWorksLater(TimedThing thing)
    {
        using var wait = new TimedWait(thing, _clock);
        _clock.Failure = new FormatException();
        Assert.IsType<FormatException>(ErrorOf(Start(wait)));
        _clock.Failure = null;
        Assert.Null(ErrorOf(Start(wait)));
    }

    [Theory]
    [InlineData(TimedThing.SleepAsync)]
    [InlineData(TimedThing.Interval)]
    [InlineData(TimedThing.ResettableSleep)]
    public void Wait_WhenChangeThrows_FailsAndWorksLater(TimedThing thing)
    {
        using var wait = new TimedWait(thing, _clock);
        var pending = Start(wait);
        _clock.Failure = new FormatException();
        Assert.IsType<FormatException>(ErrorOf(pending));
        _clock.Failure = null;
        Assert.Null(ErrorOf(Start(wait)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TimeoutAsync_WhenTheClockThrows_EndsTheBodyAndFails(bool isLater)
    {
        var hasEnded = false;
        if (!isLater)
            _clock.Failure = new FormatException();
        var timed = Entered(() => AsyncTime.TimeoutAsync(s_time, async ct =>
        {
            try
            {
                await TimedWait.EndlessAsync(ct);
            }
            finally
            {
                hasEnded = true;
            }
        }));
        _clock.Failure = new FormatException();
        Assert.IsType<FormatException>(ErrorOf(timed));
        Assert.True(hasEnded);
    }

    private Task Start(TimedWait wait) => Entered(() => wait.StartAsync(s_time));

    private Task Entered(Func<Task> start)
    {
        using (_runtime.Enter())
            return Caught(start);
    }

    /// <summary>Puts an exception that is thrown synchronously into the task, too.</summary>
    private static async Task Caught(Func<Task> start) => await start().ConfigureAwait(false);

    private Exception? ErrorOf(Task wait)
    {
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                return wait.IsCompleted;
            },
            s_hang));
        return wait.Exception?.InnerException;
    }
}
