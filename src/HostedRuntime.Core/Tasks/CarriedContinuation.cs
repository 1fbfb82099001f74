using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// A continuation that is brought to the poll which goes on with it, as a wait is that is over: past the slot of its task, which has to be claimed by a
/// compare-exchange of a reference, 8 to 11 ns. Used again and again; it is free once the continuation runs, or was taken elsewhere.
/// </summary>
internal sealed class CarriedContinuation : PendingWait
{
    /// <summary>It stays when it was taken: the next one is as a rule the same.</summary>
    private Delegate? _callback;
    private object? _state;

    /// <summary>Who carries it off may be another thread than who loads it next: written last, and read first.</summary>
    private AtomicBool _isLoaded;

    public bool IsFree => !_isLoaded.Read();

    /// <summary>For what this thread leaves to its own next poll.</summary>
    public static CarriedContinuation Of(PollCell cell) => Unsafe.As<CarriedContinuation>(cell.Carried ??= new CarriedContinuation());

    /// <summary>Only one that is free.</summary>
    public CarriedContinuation Load(Delegate callback, object? state)
    {
        _state = state;
        if (!ReferenceEquals(_callback, callback))
            _callback = callback;
        _isLoaded.Write(true);
        return this;
    }

    /// <summary>It stands in no list, so nobody asks.</summary>
    protected override string? WaitsOn => null;

    public override void Run(PollCell? cell)
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

    /// <summary>It is no wait of any list.</summary>
    public override void EndCanceled(CancellationToken ct) => throw new NotSupportedException();
}
