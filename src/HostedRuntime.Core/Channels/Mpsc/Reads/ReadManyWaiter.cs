using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The wait of a read of many items. A sender hands it the first item. The items that follow before the reader resumes are taken by the
/// reader itself, so that one wake-up pays for a batch.
/// </summary>
internal sealed class ReadManyWaiter<T> : Waiter<int>, IValueTaskSource<int>, IReadWait<T>
{
    private MpscCore<T>? _core;
    private Memory<T> _buffer;
    private T? _first;

    /// <summary>
    /// Sets the channel and the buffer. The reader calls this after the gates and before it awaits: only GetResult reads them.
    /// </summary>
    public void Begin(MpscCore<T> core, Memory<T> buffer) => (_core, _buffer) = (core, buffer);

    public void Accept(T item)
    {
        _first = item;
        SetResult(1);
    }

    public void End(Exception? error)
    {
        if (error is not null)
            SetError(ClosedChannel.Exception(error));
    }

    protected override void Recycle()
    {
        (_core, _buffer, _first) = (null, default, default);
        WaiterPool.Return(this);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var (core, buffer, first) = (_core, _buffer, _first);
        if (GetResult(token) == 0)
            return 0;
        var into = buffer.Span;
        into[0] = first!;
        return 1 + core!.TryReadMany(into[1..]);
    }
}
