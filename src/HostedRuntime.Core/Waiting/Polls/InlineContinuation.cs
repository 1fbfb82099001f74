using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// Carries a continuation directly to the next poll of its task, the way a finished wait is carried. This avoids the task's resume slot,
/// whose claim costs a compare-exchange of a reference. The object is reused: it becomes free when the continuation runs or is taken by
/// another thread.
/// </summary>
internal sealed class InlineContinuation : Resumption
{
    /// <summary>
    /// Not cleared when it is taken. The next continuation is usually the same delegate, and skipping the write avoids a GC write barrier.
    /// </summary>
    private Delegate? _callback;
    private object? _state;

    /// <summary>
    /// True while the object carries a continuation. The thread that takes the continuation may differ from the thread that loads the next
    /// one, so the flag is written last and read first.
    /// </summary>
    private AtomicBool _isLoaded;

    public bool IsFree => !_isLoaded.Read();

    /// <summary>Returns the object of this thread.</summary>
    public static InlineContinuation Of(ThreadContext context) => context.NextContinuation ??= new InlineContinuation();

    /// <summary>Puts a continuation in. The object must be free.</summary>
    public InlineContinuation Load(Delegate callback, object? state)
    {
        _state = state;
        if (!ReferenceEquals(_callback, callback))
            _callback = callback;
        _isLoaded.Write(true);
        return this;
    }

    public override void Run(ThreadContext? context)
    {
        var callback = AsCallback(out var state);
        Invoke(callback, state);
    }

    public override Delegate AsCallback(out object? state)
    {
        var callback = _callback!;
        state = _state;
        _state = null;
        _isLoaded.Write(false);
        return callback;
    }

    public override Task? Method => MethodOf(_state);

    public override bool Continues(Task method, IWaitingTask task) => Continues(_state, method);
}
