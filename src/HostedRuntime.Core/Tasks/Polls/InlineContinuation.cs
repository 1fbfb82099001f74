using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>Carries a continuation directly to the next poll of its task, as a finished wait is passed to it.</summary>
/// <remarks>
/// This avoids the task's resume slot, whose claim costs a compare-exchange of a reference. The object is reused: it becomes free when the
/// continuation runs or is taken by another thread.
/// </remarks>
internal sealed class InlineContinuation : PendingWait
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
    public static InlineContinuation Of(ThreadContext context) => Unsafe.As<InlineContinuation>(context.NextContinuation ??= new InlineContinuation());

    /// <summary>Puts a continuation in. The object must be free.</summary>
    public InlineContinuation Load(Delegate callback, object? state)
    {
        _state = state;
        if (!ReferenceEquals(_callback, callback))
            _callback = callback;
        _isLoaded.Write(true);
        return this;
    }

    /// <summary>Always null, because this object is in no list and so is never described.</summary>
    protected override string? WaitsOn => null;

    public override void Run(ThreadContext? context)
    {
        var callback = AsCallback(out var state);
        ResumeSlot.Invoke(callback, state);
    }

    public override Delegate AsCallback(out object? state)
    {
        var callback = _callback!;
        state = _state;
        _state = null;
        _isLoaded.Write(false);
        return callback;
    }

    public override Task? Method => ResumeSlot.MethodOf(_state);

    public override bool Continues(Task method, IWaitingTask task) => ResumeSlot.Continues(_state, method);

    /// <summary>Never called, because it is in no list.</summary>
    public override void EndCanceled(CancellationToken ct) => throw new NotSupportedException();
}
