using System.Runtime.CompilerServices;

namespace HostedRuntime.Exploring;

/// <summary>
/// A lock and its condition. Entering it drains the store buffer. Leaving it is a store like any other, which reaches memory later.
/// </summary>
internal sealed class ModelLock
{
    private static readonly ConditionalWeakTable<object, ModelLock> s_locks = [];

    private readonly List<ModelThread> _waiting = [];
    private ModelThread? _owner;
    private int _depth;

    /// <summary>True if the owner has left the lock and its store has not reached memory.</summary>
    private bool _isReleasing;

    /// <summary>Returns the lock of an object that a lock statement uses.</summary>
    public static ModelLock Of(object of) => s_locks.GetValue(of, static _ => new ModelLock());

    public bool IsHeldBy(ModelThread thread) => _owner == thread && !_isReleasing;

    public void Enter(ModelThread thread)
    {
        thread.Execution.WaitFor(thread, "for a lock", () => _owner is null || _owner == thread || _isReleasing);
        Take(thread);
        thread.Execution.Note(thread, "takes a lock", _depth);
    }

    public bool TryEnter(ModelThread thread)
    {
        thread.Execution.Point(thread);
        if (_owner is not null && _owner != thread && !_isReleasing)
            return false;
        Take(thread);
        return true;
    }

    public void Exit(ModelThread thread)
    {
        // This is the finally block of a thread that unwinds.
        if (thread.Execution.IsEnding)
            return;
        if (!IsHeldBy(thread))
            throw new SynchronizationLockException();
        thread.Execution.Point(thread);
        thread.Execution.Note(thread, "leaves a lock", _depth);
        if (--_depth == 0)
            Release(thread);
    }

    /// <summary>Leaves the lock, waits for a pulse, and enters the lock again.</summary>
    /// <returns>True if a pulse came; false if the wait ended by its timeout.</returns>
    public bool Wait(ModelThread thread, bool hasTimeout)
    {
        if (!IsHeldBy(thread))
            throw new SynchronizationLockException();
        thread.Execution.Point(thread);
        thread.Execution.Note(thread, "leaves the lock and waits", hasTimeout ? "for a time" : "without end");
        _waiting.Add(thread);
        var depth = _depth;
        _depth = 0;
        Release(thread);
        thread.Execution.Memory.Drain(thread);
        thread.Execution.WaitFor(thread, "for a pulse", () => !_waiting.Contains(thread), hasTimeout);
        // After a timeout the thread leaves the queue at once and only then asks for the lock. A pulse in between goes to another thread,
        // or is lost.
        var signaled = !_waiting.Remove(thread);
        Enter(thread);
        _depth = depth;
        return signaled;
    }

    public void Pulse(ModelThread thread, bool all)
    {
        if (!IsHeldBy(thread))
            throw new SynchronizationLockException();
        thread.Execution.Point(thread);
        thread.Execution.Note(thread, "pulses, waiting are", _waiting.Count);
        _waiting.RemoveRange(0, all ? _waiting.Count : Math.Min(1, _waiting.Count));
    }

    /// <summary>Frees the lock, because the store of its release has reached memory.</summary>
    public void Free()
    {
        _isReleasing = false;
        _owner = null;
    }

    private void Take(ModelThread thread)
    {
        thread.Execution.Memory.Drain(thread);
        if (_isReleasing)
            Memory.FlushRelease(_owner!, this);
        _owner = thread;
        _depth++;
    }

    private void Release(ModelThread thread)
    {
        _isReleasing = true;
        thread.Execution.Memory.Store(thread, new ReleaseStore(this));
    }
}
