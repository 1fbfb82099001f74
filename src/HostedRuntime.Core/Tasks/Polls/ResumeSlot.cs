using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The place for the continuation with which a suspended task goes on. A filled slot is matched by exactly one entry of the task in a run
/// queue. So the poll that took that entry is the only reader.
/// </summary>
/// <remarks>
/// <para>Before the body starts nothing can resume the task. Until then the slot holds the ExecutionContext that the spawner passed
/// on.</para>
/// <para>A producer claims the slot by a compare-exchange of the callback, and then writes the state. The run queue publishes both to the
/// reader. If two branches of a task resume at the same time, the second finds the slot taken and queues a <see cref="ResumeEntry"/>, whose
/// poll does not read the slot.</para>
/// </remarks>
internal struct ResumeSlot
{
    /// <summary>An Action&lt;object?&gt; or a SendOrPostCallback; null if the slot is free.</summary>
    private AtomicRef<Delegate> _callback;
    private object? _state;

    /// <summary>Stores the ExecutionContext for the start of the body. Called before another thread can see the task.</summary>
    public void Lend(ExecutionContext? flow) => _state = flow;

    /// <summary>Takes the ExecutionContext out. Called once, by the thread that claimed the start of the task.</summary>
    public ExecutionContext? TakeLent()
    {
        var flow = Unsafe.As<ExecutionContext?>(_state);
        _state = null;
        return flow;
    }

    public bool TryFill(Delegate callback, object? state)
    {
        if (_callback.CompareExchange(callback, null) is not null)
            return false;
        _state = state;
        return true;
    }

    /// <summary>Returns whether that async method goes on with the continuation in the slot.</summary>
    public readonly bool Continues(Task body) => Resumption.Continues(_state, body);

    /// <summary>Empties the slot. Called by the poll that took the matching entry of the run queue.</summary>
    public Delegate Take(out object? state)
    {
        var callback = _callback.Read();
        Debug.Assert(callback is not null, "A task was queued more often than it was resumed.");
        state = _state;
        _state = null;
        // Release: a producer that sees the slot free may overwrite the state at once.
        _callback.Write(null);
        return callback;
    }
}
