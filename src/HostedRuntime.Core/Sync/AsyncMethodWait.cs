using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Wraps an asynchronous method of ours in one of our waits. So the awaiting code resumes on its task, whatever ConfigureAwait says; the
/// BCL would resume it on the ThreadPool. A token or an abort ends the waits inside the method, not this one.
/// </summary>
internal sealed class AsyncMethodWait<T> : Waiter<T>
{
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter _method;
    private Action? _finish;
    private IWaitingTask? _task;

    /// <param name="method">The method, which has begun.</param>
    /// <param name="postsToTask">
    /// Whether the end of the method is posted to the current task. Not needed for a pooled method whose waits are all ours: its end runs
    /// this wait at once, in a poll of the task, and a post would allocate.
    /// </param>
    public static ValueTask<T> Of(ValueTask<T> method, bool postsToTask = true)
    {
        if (method.IsCompleted)
            return method;
        var wait = WaiterPool.Rent<AsyncMethodWait<T>>();
        wait._method = method.ConfigureAwait(postsToTask).GetAwaiter();
        if (ThreadContext.CurrentOrNull is { } context)
        {
            wait._task = context.Task;
            wait.NoteAborts(context);
        }

        var pending = new ValueTask<T>(wait, wait.Version);
        wait._method.UnsafeOnCompleted(wait._finish ??= wait.Finish);
        return pending;
    }

    protected override void Recycle() => WaiterPool.Return(this);

    private void Finish()
    {
        var method = _method;
        _method = default;
        try
        {
            SetResult(method.GetResult());
        }
        catch (Exception e)
        {
            SetError(e);
        }

        // The waits inside the method may have seen an abort.
        if (ThreadContext.CurrentOrNull is { } context && ReferenceEquals(context.Task, _task))
            NoteAborts(context);
        _task = null;
        Signal();
    }
}
