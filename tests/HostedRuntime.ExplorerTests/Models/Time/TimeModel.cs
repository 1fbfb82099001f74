using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Some who wait for a time, and a wheel that is stopped when all of them have ended: nobody is forgotten, nobody ends twice, nothing stays behind in the wheel.</summary>
internal abstract class TimeModel : Model
{
    private readonly List<Exception?> _ends = [];
    private int _waiting;

    /// <param name="step">How far the clock moves at each reading.</param>
    protected TimeModel(int step = 1)
    {
        Wheel = new ModelWheel(step);
        Thread("end", () =>
        {
            Until("for all waits", () => Outsiders == 0 && _waiting == 0);
            Wheel.Alarms.Stop(TimeSpan.FromSeconds(1));
        });
    }

    protected ModelWheel Wheel { get; }

    /// <summary>Threads of the model that have something left to do.</summary>
    protected int Outsiders { get; private set; }

    protected IReadOnlyList<Exception?> Ends => _ends;

    public override void Check() => Assert.Equal(0, Wheel.Alarms.Count);

    /// <summary>Does one thing.</summary>
    protected void Outsider(string name, Action body)
    {
        Outsiders++;
        Thread(name, () =>
        {
            body();
            Outsiders--;
        });
    }

    /// <summary>Counts the wait until it has ended.</summary>
    protected void Watch(ValueTask wait)
    {
        _waiting++;
        var awaiter = wait.GetAwaiter();
        if (awaiter.IsCompleted)
            End(awaiter);
        else
            awaiter.UnsafeOnCompleted(() => End(awaiter));
    }

    private void End(ValueTaskAwaiter awaiter)
    {
        try
        {
            awaiter.GetResult();
            _ends.Add(null);
        }
        catch (Exception e)
        {
            _ends.Add(e);
        }

        _waiting--;
    }
}
