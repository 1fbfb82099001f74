using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Threads that wait for a time; how each wait ends is noted.</summary>
internal abstract class TimedWaits : Model
{
    private readonly List<Exception?> _ends = [];
    private int _outsiders;
    private int _waiting;

    /// <summary>True once all threads have done their part and all waits have ended.</summary>
    protected bool IsOver => _outsiders == 0 && _waiting == 0;

    protected IReadOnlyList<Exception?> Ends => _ends;

    /// <summary>Does one thing.</summary>
    protected void Outsider(string name, Action body)
    {
        _outsiders++;
        Thread(name, () =>
        {
            body();
            _outsiders--;
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
