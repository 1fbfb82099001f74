using System.Runtime.CompilerServices;

namespace HostedRuntime.Selecting;

/// <summary>The wait of a foreign channel for an item. Its outcome can be looked at any number of times.</summary>
/// <remarks>
/// Rejected: <c>AsTask()</c>. It captures no context, so the channel completes it on the ThreadPool. The outcome is taken in the callback
/// and nowhere else, because the channel may use its source again from then on.
/// </remarks>
internal sealed class ForeignRead
{
    private readonly TaskCompletionSource<bool> _outcome = new();
    private readonly ValueTaskAwaiter<bool> _awaiter;
    private readonly Action _report;

    private ForeignRead(ValueTaskAwaiter<bool> awaiter, Action report)
    {
        _awaiter = awaiter;
        _report = report;
    }

    /// <summary>Returns the outcome as a Task, and reports its end if it is not there yet.</summary>
    public static Task<bool> Start(ValueTask<bool> wait, Action report)
    {
        if (wait.IsCompleted)
            return wait.AsTask();
        var read = new ForeignRead(wait.GetAwaiter(), report);
        CompletingThread.OnCompleted(read._awaiter, read.End);
        return read._outcome.Task;
    }

    private void End()
    {
        try
        {
            _outcome.SetResult(_awaiter.GetResult());
        }
        catch (Exception error)
        {
            _outcome.SetException(error);
        }

        _report();
    }
}
