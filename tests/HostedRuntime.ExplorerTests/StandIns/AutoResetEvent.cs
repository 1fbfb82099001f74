using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Stands in for the BCL's event, as far as the engine uses it. Each call passes a full fence, as a system call does.</summary>
internal sealed class AutoResetEvent(bool initialState)
{
    private bool _isSet = initialState;

    public bool WaitOne()
    {
        var thread = InModel();
        thread.Execution.Memory.Drain(thread);
        thread.Execution.WaitFor(thread, "for an event", () => _isSet);
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
