using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// What a worker works with, apart from its thread: the queue, the slot, the tick, the counters. It can move to another thread;
/// whoever holds it is the worker. Every field is its holder's alone unless it says otherwise.
/// </summary>
internal sealed class WorkerCore(int index, int? injectionInterval) : WorkerCounters
{
    // At most this many tasks run from the slot in a row before the queue has its turn; two tasks that wake each other would
    // else starve the rest. tokio's number, which it says was picked out of thin air.
    private const int MaxSlotRuns = 3;

    // A look at the injection queue costs 8 ns, a yield 32. Picked by hand.
    public const int YieldsToLook = 4;

    private uint _random = ((uint)index + 1) * 0x9E3779B9;
    private WarmSlot _slot;
    private InjectionTick _injectionTick = new(injectionInterval);
    private int _slotRuns;
    private AtomicBool _isLeaving;
    private TaskCell[]? _overflow;

    /// <summary>The poll in which <see cref="SlotWatch"/> saw this core last. The watcher's; two that meet at a change of it see one poll too many or too few.</summary>
    private long _seenPolls;

    public int Index { get; } = index;

    public LocalQueue Queue { get; } = new();

    public Parker Parker { get; } = new();

    /// <summary>The task to run next.</summary>
    public ref WarmSlot Slot => ref _slot;

    /// <summary>Room for what <see cref="LocalQueue.TakeHalf"/> takes out; made when the queue first overflows.</summary>
    public TaskCell[] OverflowBuffer => _overflow ??= new TaskCell[Queue.Capacity / 2];

    public bool IsSearching { get; set; }

    /// <summary>Set while the queue is being filled: a wait for a lock in there must not cost the worker its core.</summary>
    public bool IsPublishing { get; set; }

    /// <summary>Set by the watchdog on a stand-in's core: whoever holds it gives away what is in it, and the core rests until it is needed again.</summary>
    public bool IsLeaving
    {
        get => _isLeaving.Read();
        set => _isLeaving.Write(value);
    }

    public ref InjectionTick InjectionTick => ref _injectionTick;

    /// <summary>
    /// Tasks that gave up their turn since the last look at the injection queue. They stand behind what waits there too, give or take
    /// <see cref="YieldsToLook"/>.
    /// </summary>
    public int Yields { get; set; }

    /// <summary>Counts the visits to the injection queue, whose two sources take turns.</summary>
    public uint Turn { get; set; }

    /// <summary>A look of the watcher.</summary>
    /// <returns>True if this core is in the poll in which the last look saw it.</returns>
    public bool IsInSamePoll()
    {
        var polls = Polls;
        var isSame = polls == _seenPolls;
        _seenPolls = polls;
        return isSame;
    }

    public override int QueueDepth => Queue.Count;

    /// <summary>The task in the slot, unless the queue has waited for too long.</summary>
    public RuntimeTask? TakeSlot(out PendingWait? wait)
    {
        wait = null;
        var task = _slotRuns < MaxSlotRuns ? _slot.Take(out wait) : null;
        _slotRuns = task is null ? 0 : _slotRuns + 1;
        return task;
    }

    /// <summary>Whether a task may go on at once in place of going through the slot: counted as a run from it.</summary>
    public bool TrySpendSlotRun()
    {
        if (_slotRuns >= MaxSlotRuns || _injectionTick.IsDue())
            return false;
        _slotRuns++;
        return true;
    }

    /// <summary>Below <paramref name="limit"/>; xorshift, seeded by the index so that runs can be repeated.</summary>
    public int NextRandom(int limit)
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(((ulong)_random * (ulong)limit) >> 32);
    }
}
