using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// A worker's own run queue: a fixed ring that its worker fills at the tail and empties at the head, first in first out,
/// and from which others steal half at a time.
/// </summary>
/// <remarks>
/// <para><see cref="_head"/> packs two positions. <c>real</c> is the next task to take; <c>steal</c> trails it while a thief
/// copies the tasks between the two. Equal: nobody steals. The worker may not overwrite anything from <c>steal</c> on, so a
/// thief can copy at leisure after one compare-exchange and another ends the theft. Only one thief at a time.</para>
/// <para>Fence pairs: the release store of <see cref="_tail"/> in <see cref="TryPush"/> and of the thief's tail in
/// <see cref="StealInto"/> pair with the acquire loads of tail there; head moves by compare-exchange alone.</para>
/// <para>Positions are 32-bit and wrap; only differences count.</para>
/// </remarks>
internal sealed class LocalQueue
{
    // 1,024 won spawn_many_from_worker over 256 (overflows too often) and 16,384 (falls out of the cache).
    public const int DefaultCapacity = 1024;

    private readonly TaskCell[] _ring;
    private readonly uint _mask;
    private AtomicLong _head;

    /// <summary>Written by the worker alone.</summary>
    private AtomicInt _tail;

    public LocalQueue(int capacity = DefaultCapacity, uint start = 0)
    {
        Debug.Assert(capacity >= 2 && (capacity & (capacity - 1)) == 0, "The ring is indexed by mask.");
        _ring = new TaskCell[capacity];
        _mask = (uint)capacity - 1;
        _head = new AtomicLong(Pack(start, start));
        _tail = new AtomicInt((int)start);
    }

    public int Capacity => _ring.Length;

    /// <summary>Tasks that can be taken. Exact for the worker, a moment's view for others.</summary>
    public int Count => (int)((uint)_tail.Read() - Real(_head.Read()));

    /// <summary>Room for the worker to push into.</summary>
    public int Free => Capacity - (int)(OwnTail - Steal(_head.Read()));

    /// <summary>Worker only. False: full.</summary>
    public bool TryPush(RuntimeTask task)
    {
        var tail = OwnTail;
        if (tail - Steal(_head.Read()) >= (uint)_ring.Length)
            return false;
        _ring[tail & _mask].Task = task;
        _tail.Write((int)(tail + 1));
        return true;
    }

    /// <summary>Worker only. The caller made sure that there is room (<see cref="Free"/> only grows meanwhile).</summary>
    public void PushMany(ReadOnlySpan<TaskCell> tasks)
    {
        Debug.Assert(tasks.Length <= Free, "A task in front would be overwritten.");
        var to = (int)(OwnTail & _mask);
        var untilEnd = Math.Min(tasks.Length, _ring.Length - to);
        tasks[..untilEnd].CopyTo(_ring.AsSpan(to));
        tasks[untilEnd..].CopyTo(_ring);
        _tail.Write((int)(OwnTail + (uint)tasks.Length));
    }

    /// <summary>Worker only. The oldest task, or null.</summary>
    public RuntimeTask? Pop()
    {
        var head = _head.Read();
        while (true)
        {
            var real = Real(head);
            if (real == OwnTail)
                return null;
            var steal = Steal(head);
            var next = Pack(steal == real ? real + 1 : steal, real + 1);
            var before = _head.CompareExchange(next, head);
            if (before == head)
                return TakeFrom(real);
            head = before;
        }
    }

    /// <summary>
    /// Worker only, when full: takes the older half out for the injection queue, where others find it in batches.
    /// Zero when a thief is at work: room is about to appear.
    /// </summary>
    public int TakeHalf(Span<TaskCell> into)
    {
        var head = _head.Read();
        var real = Real(head);
        var half = (uint)_ring.Length / 2;
        if (Steal(head) != real || OwnTail - real < half)
            return 0;
        if (_head.CompareExchange(Pack(real + half, real + half), head) != head)
            return 0;
        var from = (int)(real & _mask);
        var untilEnd = Math.Min((int)half, _ring.Length - from);
        Move(_ring.AsSpan(from, untilEnd), into);
        Move(_ring.AsSpan(0, (int)half - untilEnd), into[untilEnd..]);
        return (int)half;

        static void Move(Span<TaskCell> tasks, Span<TaskCell> to)
        {
            tasks.CopyTo(to);
            tasks.Clear();
        }
    }

    /// <summary>
    /// The worker of <paramref name="thief"/> only: moves half of this queue, rounded up, into its own, except for the last
    /// task, which is returned to be run at once. Null: nothing to steal, or another thief is at work.
    /// </summary>
    public RuntimeTask? StealInto(LocalQueue thief, out int stolen)
    {
        stolen = 0;
        // A thief with work of its own has no business here; the room is needed for what comes.
        if (thief.Free < thief.Capacity / 2)
            return null;

        var count = Claim(out var first, (uint)thief.Capacity / 2);
        if (count == 0)
            return null;

        var to = thief.OwnTail;
        for (var i = 0u; i < count - 1; i++)
            thief._ring[(to + i) & thief._mask].Task = TakeFrom(first + i);
        var last = TakeFrom(first + count - 1);
        EndTheft();

        thief._tail.Write((int)(to + count - 1));
        stolen = (int)count;
        return last;
    }

    private uint OwnTail => (uint)_tail.ReadOwn();

    private static uint Real(long head) => (uint)head;

    private static uint Steal(long head) => (uint)(head >>> 32);

    private static long Pack(uint steal, uint real) => ((long)steal << 32) | real;

    /// <summary>Moves <c>real</c> past half of the tasks and leaves <c>steal</c> in front of them.</summary>
    private uint Claim(out uint first, uint most)
    {
        var head = _head.Read();
        while (true)
        {
            first = Real(head);
            if (Steal(head) != first)
                return 0;
            // Acquire: the tasks below this tail are visible. Head may be stale against it; then the exchange fails.
            var available = (uint)_tail.Read() - first;
            if (available == 0 || available > (uint)_ring.Length)
                return 0;
            var count = Math.Min(available - (available / 2), most);
            var before = _head.CompareExchange(Pack(first, first + count), head);
            if (before == head)
                return count;
            head = before;
        }
    }

    /// <summary>Brings <c>steal</c> up to <c>real</c>: the copied slots are the worker's again.</summary>
    private void EndTheft()
    {
        var head = _head.Read();
        while (true)
        {
            var real = Real(head);
            var before = _head.CompareExchange(Pack(real, real), head);
            if (before == head)
                return;
            head = before;
        }
    }

    /// <summary>Empties a claimed slot, so that the ring keeps no ended task alive.</summary>
    private RuntimeTask TakeFrom(uint position)
    {
        ref var cell = ref _ring[position & _mask];
        var task = cell.Task!;
        cell.Task = null;
        return task;
    }
}
