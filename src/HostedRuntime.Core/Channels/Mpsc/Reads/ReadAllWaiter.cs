using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>The wait of an enumeration for its next item.</summary>
internal sealed class ReadAllWaiter<T> : Waiter<bool>, IValueTaskSource<bool>, IReadWait<T>
{
    private ReadAllEnumerator<T>? _enumerator;
    private T? _item;

    /// <summary>
    /// Sets the enumeration. The reader calls this after the gates and before it awaits: only GetResult reads the enumeration.
    /// </summary>
    public void Begin(ReadAllEnumerator<T> enumerator) => _enumerator = enumerator;

    public void Accept(T item)
    {
        _item = item;
        SetResult(true);
    }

    public void End(Exception? error)
    {
        if (error is not null)
            SetError(error);
    }

    protected override void Recycle()
    {
        (_enumerator, _item) = (null, default);
        WaiterPool.Return(this);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        CheckTakable(token);
        var (enumerator, item) = (_enumerator, _item);
        if (Error is not null)
            enumerator!.End();
        if (!GetResult(token))
            return false;
        enumerator!.Current = item!;
        return true;
    }
}
