using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The run queue of a worker: a ring of fixed size, first in, first out. The worker fills it at the tail and empties it at the head. Other
/// workers steal half of it at a time.
/// </summary>
/// <remarks>
/// <para><see cref="_head"/> packs two positions. <c>real</c> is the next task to take. While a thief copies stolen tasks, <c>steal</c>
/// stays in front of them; otherwise the two are equal. The worker overwrites nothing from <c>steal</c> on. So one compare-exchange begins
/// a theft and another ends it, and the thief can take its time in between. There is only one thief at a time.</para>
/// <para>Fence pairs. The release stores of <see cref="_tail"/> in <see cref="TryPush"/>, and of the thief's own tail in
/// <see cref="StealInto"/>, pair with the acquire load of the tail in StealInto. The head changes by compare-exchange only.</para>
/// <para>Positions have 32 bits and wrap; only differences count.</para>
/// </remarks>
internal sealed class LocalQueue
{
    // With 256 the ring overflows too often, and with 16,384 it falls out of the cache (benchmark row spawn_many_from_worker).
    public const int DefaultCapacity = 1024;

    private readonly TaskElement[] _ring;
    private readonly uint _mask;
    private AtomicLong _head;

    /// <summary>Written by the owner only.</summary>
    private AtomicInt _tail;

    public LocalQueue(int capacity = DefaultCapacity, uint start = 0)
    {
        Debug.Assert(capacity >= 2 && (capacity & (capacity - 1)) == 0, "The ring is indexed by mask.");
        _ring = new TaskElement[capacity];
        _mask = (uint)capacity - 1;
        _head = new AtomicLong(Pack(start, start));
        _tail = new AtomicInt((int)start);
    }

    public int Capacity => _ring.Length;

    /// <summary>The number of tasks that can be taken. Exact for the owner, a snapshot for others. Any thread.</summary>
    public int Count => (int)((uint)_tail.Read() - Real(_head.Read()));

    /// <summary>The number of tasks that the owner can push. Owner thread only.</summary>
    public int Free => Capacity - (int)(OwnTail - Steal(_head.Read()));

    /// <summary>Adds a task at the tail. Owner thread only.</summary>
    /// <returns>True if there was room; otherwise false.</returns>
    public bool TryPush(RuntimeTask task)
    {
        var tail = OwnTail;
        if (tail - Steal(_head.Read()) >= (uint)_ring.Length)
            return false;
        _ring[tail & _mask].Task = task;
        _tail.Write((int)(tail + 1));
        return true;
    }

    /// <summary>Adds tasks at the tail. The caller has checked <see cref="Free"/>, which only grows meanwhile. Owner thread only.</summary>
    public void PushMany(ReadOnlySpan<TaskElement> tasks)
    {
        Debug.Assert(tasks.Length <= Free, "A task in front would be overwritten.");
        var to = (int)(OwnTail & _mask);
        var untilEnd = Math.Min(tasks.Length, _ring.Length - to);
        tasks[..untilEnd].CopyTo(_ring.AsSpan(to));
        tasks[untilEnd..].CopyTo(_ring);
        _tail.Write((int)(OwnTail + (uint)tasks.Length));
    }

    /// <summary>Takes the oldest task, or null. Owner thread only.</summary>
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
    /// Takes the older half out of a full queue for the injection queue, where others find it in batches. Owner thread only.
    /// </summary>
    /// <returns>The number of tasks; zero if a thief interferes, because room is then about to appear.</returns>
    public int TakeHalf(Span<TaskElement> into)
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

        static void Move(Span<TaskElement> tasks, Span<TaskElement> to)
        {
            tasks.CopyTo(to);
            tasks.Clear();
        }
    }

    /// <summary>
    /// Moves half of this queue, rounded up, into the queue of the thief. The last of these tasks is not moved but returned, to be run at
    /// once. Called by the owner of <paramref name="thief"/> only.
    /// </summary>
    /// <returns>
    /// The task to run; null if there is nothing to steal, another thief is at work, or the thief's own queue is more than half full.
    /// </returns>
    public RuntimeTask? StealInto(LocalQueue thief, out int stolen)
    {
        stolen = 0;
        // A thief with that much work of its own has no reason to steal, and needs the room for tasks that come.
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

    /// <summary>Claims half of the tasks: moves <c>real</c> past them and leaves <c>steal</c> in front of them.</summary>
    /// <returns>The number of claimed tasks; zero if there are none, or another thief is at work.</returns>
    private uint Claim(out uint first, uint most)
    {
        var head = _head.Read();
        while (true)
        {
            first = Real(head);
            if (Steal(head) != first)
                return 0;
            // Acquire: the tasks below this tail are visible. The head may be stale compared to it; then the exchange fails.
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

    /// <summary>Ends a theft: moves <c>steal</c> up to <c>real</c>, so that the worker may use the copied places again.</summary>
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

    /// <summary>Takes a task out of a claimed place and clears the place, so that the ring keeps no ended task alive.</summary>
    private RuntimeTask TakeFrom(uint position)
    {
        ref var element = ref _ring[position & _mask];
        var task = element.Task!;
        element.Task = null;
        return task;
    }
}
