using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Threads that wait for a time. The model records how each wait ends.</summary>
internal abstract class TimedWaits : Model
{
    private readonly List<Exception?> _ends = [];
    private int _outsiders;
    private int _waiting;

    /// <summary>True once all threads have done their part and all waits have ended.</summary>
    protected bool IsOver => _outsiders == 0 && _waiting == 0;

    protected IReadOnlyList<Exception?> Ends => _ends;

    /// <summary>Adds a thread that runs the body once.</summary>
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
        var awaiter = wait.GetAwaiter();
        Watch(awaiter.IsCompleted, awaiter.UnsafeOnCompleted, awaiter.GetResult);
    }

    /// <summary>Counts the wait until it has ended, and passes its result on.</summary>
    protected void Watch<T>(ValueTask<T> wait, Action<T> take)
    {
        var awaiter = wait.GetAwaiter();
        Watch(awaiter.IsCompleted, awaiter.UnsafeOnCompleted, () => take(awaiter.GetResult()));
    }

    private void Watch(bool isCompleted, Action<Action> onCompleted, Action getResult)
    {
        _waiting++;
        if (isCompleted)
            End(getResult);
        else
            onCompleted(() => End(getResult));
    }

    private void End(Action getResult)
    {
        try
        {
            getResult();
            _ends.Add(null);
        }
        catch (Exception e)
        {
            _ends.Add(e);
        }

        _waiting--;
    }
}
