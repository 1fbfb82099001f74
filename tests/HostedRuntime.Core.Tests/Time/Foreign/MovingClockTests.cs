using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>
/// A clock that moves between the reading from which a timer is computed and the call that sets the timer. It stops once the time has come.
/// </summary>
public sealed class MovingClockTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(200);

    public static TheoryData<TimedThing, int> All
    {
        get
        {
            var all = new TheoryData<TimedThing, int>();
            foreach (var thing in Enum.GetValues<TimedThing>())
            {
                // Left out, because a reset counts from the time to which the clock has moved by then.
                if (thing == TimedThing.IntervalReset)
                    continue;
                foreach (var moves in new[] { 1, 2, 5, 100 })
                    all.Add(thing, moves);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Wait_WhenTheClockMovesAtTheSet_EndsAtItsTime(TimedThing thing, int moves)
    {
        var clock = new MovingClock();
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, clock);
        using var wait = new TimedWait(thing, clock);
        var due = clock.GetUtcNow() + s_time;
        Task pending;
        clock.Moves = moves;
        using (runtime.Enter())
            pending = wait.StartAsync(s_time);
        clock.Moves = 0;
        if (due > clock.GetUtcNow())
            clock.Advance(due - clock.GetUtcNow());
        await pending.WaitAsync(s_hang, TestContext.Current.CancellationToken);
    }

    /// <summary>Moves before it starts to count the time of a timer, except for timers that are far away.</summary>
    private sealed class MovingClock : FakeTimeProvider
    {
        private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(7);

        public int Moves { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Move(dueTime);
            return new MovingTimer(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private void Move(TimeSpan dueTime)
        {
            if (Moves == 0 || dueTime > s_time)
                return;
            Moves--;
            Advance(s_step);
        }

        private sealed class MovingTimer(MovingClock clock, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Move(dueTime);
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
