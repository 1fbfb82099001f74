using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>
/// One alarm that is armed and disarmed again and again while its wheel comes to it: each use ends once, disarmed or by its ring, no ring is early,
/// and none comes to a use that it was not armed for.
/// </summary>
internal sealed class StandingAlarmModel : TimeModel
{
    private readonly int[] _delays;
    private readonly bool _keepsWhatRang;
    private readonly List<string> _wrong = [];
    private int _rings;

    /// <param name="delays">Of each use, in milliseconds.</param>
    /// <param name="step">How far the clock moves at each reading.</param>
    /// <param name="keepsWhatRang">Broken on purpose: the alarm is used again although it was not disarmed in time.</param>
    public StandingAlarmModel(int[] delays, int step = 1, bool keepsWhatRang = false) : base(step)
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
            alarm.Due = Wheel.Alarms.Now + delay;
            alarm.IsAwaited = true;
            if (!alarm.TryBegin(Wheel.Alarms, alarm.Due))
            {
                alarm.IsAwaited = false;
                continue;
            }

            // Whoever read the clock last saw that it is due: as a rule the wheel, which is about to take it out.
            Until("for the time", () => Wheel.Time > alarm.Due || _rings > rings);
            if (alarm.TryEnd(Wheel.Alarms))
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

    private sealed class KeptAlarm(StandingAlarmModel model) : StandingAlarm
    {
        public long Due { get; set; }

        public bool IsAwaited { get; set; }

        public bool TryBegin(Alarms alarms, long due) => TryArm(alarms, due);

        public bool TryEnd(Alarms alarms) => TryDisarm(alarms);

        public override void Ring()
        {
            // It comes after the lock, perhaps long after.
            System.Threading.Thread.Yield();
            if (!IsAwaited)
                model._wrong.Add("It rang for nobody.");
            else if (model.Wheel.Time < Due)
                model._wrong.Add("It rang early.");
            model._rings++;
        }
    }
}
