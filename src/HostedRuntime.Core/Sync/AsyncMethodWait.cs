using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Wraps an asynchronous method of ours in one of our waits. So the awaiting code resumes on its task, whatever ConfigureAwait says; the
/// BCL would resume it on the ThreadPool. A token or an abort ends the waits inside the method, not this one.
/// </summary>
internal sealed class AsyncMethodWait<T> : Waiter<T>, IMethodLink
{
    private ValueTaskAwaiter<T> _method;
    private Action? _finish;

    string? IMethodLink.StackName => null;

    object? IMethodLink.Method => _method;

    object? IMethodLink.Outcome => null;

    public static ValueTask<T> Of(ValueTask<T> method)
    {
        if (method.IsCompleted)
            return method;
        var wait = WaiterPool.Rent<AsyncMethodWait<T>>();
        wait._method = method.GetAwaiter();
        if (ThreadContext.CurrentOrNull is { } context)
            wait.NoteAborts(context);
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
        // The waits inside the method may have seen an abort.
        if (ThreadContext.CurrentOrNull is { } context)
            NoteAborts(context);
        Signal();
    }
}
