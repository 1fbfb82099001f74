using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The state that a worker needs to run polls, apart from its thread: the queue, the slot, the tick, the counters. A core can move to
/// another thread, and the thread that holds the core is the worker. Owner thread only, unless a member says otherwise.
/// </summary>
internal sealed class WorkerCore(int index, int? injectionInterval) : WorkerCounters
{
    // At most this many tasks run from the slot in a row before the queue has its turn. Otherwise two tasks that wake each other would
    // starve the others. tokio's number, picked out of thin air by its own account.
    private const int MaxSlotRuns = 3;

    // A look at the injection queue after each yield would be a large part of the yield's cost. Picked by hand.
    public const int YieldsToLook = 4;

    private uint _random = ((uint)index + 1) * 0x9E3779B9;
    private LifoSlot _slot;
    private InjectionTick _injectionTick = new(injectionInterval);
    private TaskSampler _sampler = new(((uint)index + 1) * 0x85EBCA6B);
    private int _slotRuns;
    private AtomicBool _isRetiring;
    private TaskElement[]? _overflow;

    /// <summary>
    /// The poll in which <see cref="SlotWatch"/> saw this core last. Written by the watcher. If two watchers overlap when it changes, they
    /// may see one poll too many or too few.
    /// </summary>
    private long _seenPolls;

    public int Index { get; } = index;

    public LocalQueue Queue { get; } = new();

    public Parker Parker { get; } = new();

    /// <summary>The task to run next.</summary>
    public ref LifoSlot Slot => ref _slot;

    /// <summary>A buffer for <see cref="LocalQueue.TakeHalf"/>, allocated when the queue first overflows.</summary>
    public TaskElement[] OverflowBuffer => _overflow ??= new TaskElement[Queue.Capacity / 2];

    public bool IsSearching { get; set; }

    /// <summary>True while tasks are published: a wait for a lock in that code must not cost the worker its core.</summary>
    public bool IsPublishing { get; set; }

    /// <summary>
    /// True on the core of a stand-in that was retired. Its holder gives away the tasks in the core, and the next stand-in takes the core.
    /// Any thread.
    /// </summary>
    public bool IsRetiring
    {
        get => _isRetiring.Read();
        set => _isRetiring.Write(value);
    }

    public ref InjectionTick InjectionTick => ref _injectionTick;

    /// <summary>Picks tasks to time among those that become ready on this worker.</summary>
    public ref TaskSampler Sampler => ref _sampler;

    /// <summary>The number of yields since the last look at the injection queue.</summary>
    /// <remarks>A task that yields also goes behind the tasks that wait there, within <see cref="YieldsToLook"/>.</remarks>
    public int Yields { get; set; }

    /// <summary>Counts the visits to the injection queue, whose two sources take turns.</summary>
    public uint Turn { get; set; }

    /// <summary>Compares the current poll with that of the last look, and notes it. Called by the watcher.</summary>
    /// <returns>True if this core is still in the poll in which the last look saw it; otherwise false.</returns>
    public bool IsInSamePoll()
    {
        var polls = Polls;
        var isSame = polls == _seenPolls;
        _seenPolls = polls;
        return isSame;
    }

    public override int QueueDepth => Queue.Count;

    /// <summary>
    /// Takes the task in the slot, or null. After <see cref="MaxSlotRuns"/> runs in a row this returns null once, so that the queue has its
    /// turn.
    /// </summary>
    public RuntimeTask? TakeSlot(out Resumption? wait)
    {
        wait = null;
        var task = _slotRuns < MaxSlotRuns ? _slot.Take(out wait) : null;
        _slotRuns = task is null ? 0 : _slotRuns + 1;
        return task;
    }

    /// <summary>Counts a run from the slot, for a task that goes on at once instead of through the slot.</summary>
    /// <returns>True if the task may go on; false if the queues have their turn.</returns>
    public bool TrySpendSlotRun()
    {
        if (_slotRuns >= MaxSlotRuns || _injectionTick.IsDue())
            return false;
        _slotRuns++;
        return true;
    }

    /// <summary>
    /// Returns a pseudorandom number below <paramref name="limit"/>. The generator is an xorshift, seeded by the index so that runs can be
    /// repeated.
    /// </summary>
    public int NextRandom(int limit)
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(((ulong)_random * (ulong)limit) >> 32);
    }
}
