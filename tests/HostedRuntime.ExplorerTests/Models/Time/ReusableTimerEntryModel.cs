using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// One timer is armed and disarmed repeatedly while its wheel may fire it. Each use ends once: it is disarmed or it fires. It never fires
/// early, and never in a use that it was not armed for.
/// </summary>
internal sealed class ReusableTimerEntryModel : TimeModel
{
    private readonly int[] _delays;
    private readonly bool _keepsWhatRang;
    private readonly List<string> _wrong = [];
    private int _rings;

    /// <param name="delays">The delay of each use, in milliseconds.</param>
    /// <param name="step">How far the clock moves at each reading.</param>
    /// <param name="keepsWhatRang">
    /// True for the variant that is broken on purpose: the timer is used again although it was not disarmed in time.
    /// </param>
    public ReusableTimerEntryModel(int[] delays, int step = 1, bool keepsWhatRang = false) : base(step)
    {
        _delays = delays;
        _keepsWhatRang = keepsWhatRang;
        Outsider("user", Use);
    }

    public override void Check()
    {
        base.Check();
        Assert.Empty(_wrong);
    }

    private void Use()
    {
        var alarm = new KeptAlarm(this);
        foreach (var delay in _delays)
        {
            var rings = _rings;
            alarm.Due = Wheel.TimerSource.Now + delay;
            alarm.IsAwaited = true;
            if (!alarm.TryBegin(Wheel.TimerSource, alarm.Due))
            {
                alarm.IsAwaited = false;
                continue;
            }

            // The last thread that read the clock saw that the timer is due. Usually that is the wheel's thread, which is about to take the
            // timer out.
            Until("for the time", () => Wheel.Time > alarm.Due || _rings > rings);
            if (alarm.TryEnd(Wheel.TimerSource))
            {
                alarm.IsAwaited = false;
                continue;
            }

            if (_keepsWhatRang)
            {
                alarm.IsAwaited = false;
                continue;
            }

            Until("for the ring", () => _rings == rings + 1);
            alarm = new KeptAlarm(this);
        }
    }

    private sealed class KeptAlarm(ReusableTimerEntryModel model) : ReusableTimerEntry
    {
        public long Due { get; set; }

        public bool IsAwaited { get; set; }

        public bool TryBegin(TimerSource alarms, long due) => TryArm(alarms, due);

        public bool TryEnd(TimerSource alarms) => TryDisarm(alarms);

        public override void Fire()
        {
            // It fires after the lock was left, perhaps long after.
            System.Threading.Thread.Yield();
            if (!IsAwaited)
                model._wrong.Add("It rang for nobody.");
            else if (model.Wheel.Time < Due)
                model._wrong.Add("It rang early.");
            model._rings++;
        }
    }
}
