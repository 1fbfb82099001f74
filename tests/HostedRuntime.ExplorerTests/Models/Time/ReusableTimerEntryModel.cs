using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// One timer is armed and disarmed repeatedly while its wheel may fire it. Each use ends once: it is disarmed or it fires. It never fires
/// early, and never in a use that it was not armed for.
/// </summary>
internal sealed class ReusableTimerEntryModel : TimeModel
{
    private readonly int[] _delays;
    private readonly bool _reusesFiredEntry;
    private readonly List<string> _wrong = [];
    private int _fired;

    /// <param name="delays">The delay of each use, in milliseconds.</param>
    /// <param name="step">How far the clock moves at each reading.</param>
    /// <param name="reusesFiredEntry">
    /// True for the variant that is broken on purpose: the timer is used again although it was not disarmed in time.
    /// </param>
    public ReusableTimerEntryModel(int[] delays, int step = 1, bool reusesFiredEntry = false) : base(step)
    {
        _delays = delays;
        _reusesFiredEntry = reusesFiredEntry;
        Outsider("user", Use);
    }

    public override void Check()
    {
        base.Check();
        Assert.Empty(_wrong);
    }

    private void Use()
    {
        var entry = new KeptEntry(this);
        foreach (var delay in _delays)
        {
            var fired = _fired;
            entry.Due = Wheel.TimerSource.Now + delay;
            entry.IsAwaited = true;
            if (!entry.TryBegin(Wheel.TimerSource, entry.Due))
            {
                entry.IsAwaited = false;
                continue;
            }

            // The last thread that read the clock saw that the timer is due. Usually that thread is the wheel's own, which is about to
            // remove the timer.
            Until("for the time", () => Wheel.Time > entry.Due || _fired > fired);
            if (entry.TryEnd(Wheel.TimerSource))
            {
                entry.IsAwaited = false;
                continue;
            }

            if (_reusesFiredEntry)
            {
                entry.IsAwaited = false;
                continue;
            }

            Until("for the timer to fire", () => _fired == fired + 1);
            entry = new KeptEntry(this);
        }
    }

    private sealed class KeptEntry(ReusableTimerEntryModel model) : ReusableTimerEntry
    {
        public long Due { get; set; }

        public bool IsAwaited { get; set; }

        public bool TryBegin(TimerSource timers, long due) => TryArm(timers, due);

        public bool TryEnd(TimerSource timers) => TryDisarm(timers);

        public override void Fire()
        {
            // The wheel fires the timer after it has left its lock, perhaps long after.
            System.Threading.Thread.Yield();
            if (!IsAwaited)
                model._wrong.Add("It fired for no use.");
            else if (model.Wheel.Time < Due)
                model._wrong.Add("It fired early.");
            model._fired++;
        }
    }
}
