using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>
/// Replaces the BCL's event, with the members that the engine uses. Each call passes a full fence, as a system call does.
/// </summary>
internal sealed class AutoResetEvent(bool initialState)
{
    private bool _isSet = initialState;

    /// <summary>
    /// Waits for the event. The length of the timeout does not matter: it ends when no thread can run, and sometimes earlier.
    /// </summary>
    public bool WaitOne(TimeSpan timeout)
    {
        var thread = InModel();
        thread.Execution.Memory.Drain(thread);
        if (!thread.Execution.WaitFor(thread, "for an event", () => _isSet, timeout != Timeout.InfiniteTimeSpan))
            return false;
        _isSet = false;
        return true;
    }

    public bool Set()
    {
        var thread = InModel();
        thread.Execution.Point(thread);
        thread.Execution.Memory.Drain(thread);
        thread.Execution.Note(thread, "sets an event that was", _isSet ? "set" : "not set");
        return _isSet = true;
    }

    private static ModelThread InModel() => ModelThread.Current ?? throw new NotSupportedException("Only threads of a model can use events.");
}
