using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// An asynchronous method of ours as one of our waits: whatever ConfigureAwait says, who awaits it goes on on its task. The
/// BCL would go on on the ThreadPool. The method's own waits are what a token and an abort end.
/// </summary>
internal sealed class MethodWait<T> : Waiter<T>
{
    private ValueTaskAwaiter<T> _method;
    private Action? _finish;

    public static ValueTask<T> Of(ValueTask<T> method)
    {
        if (method.IsCompleted)
            return method;
        var wait = WaiterPool.Rent<MethodWait<T>>();
        wait._method = method.GetAwaiter();
        if (PollCell.OfThisThreadIfAny is { } cell)
            wait.NoteAborts(cell);
        var pending = new ValueTask<T>(wait, wait.Version);
        wait._method.UnsafeOnCompleted(wait._finish ??= wait.Finish);
        return pending;
    }

    protected override void Recycle() => WaiterPool.Return(this);

    private void Finish()
    {
        var method = _method;
        _method = default;
        Adopt(method);
        // The method's own waits may have felt one.
        if (PollCell.OfThisThreadIfAny is { } cell)
            NoteAborts(cell);
        Signal();
    }
}
