namespace HostedRuntime.Testing;

/// <summary>
/// Tells whether the ThreadPool has begun everything that was queued. What has begun is then among the <see cref="OutsideThreads"/>. The
/// thread with the turn only.
/// </summary>
internal sealed class PoolQueue(Inbox inbox, OutsideThreads outside)
{
    // Picked by hand. A yield takes the longer the busier the machine is, so the limits are no times.
    private const int MostYields = 10_000;
    private const int LeastYields = 50;

    /// <summary>The marks that were reached in this process.</summary>
    private static long s_marks;

    private Mark? _mark;
    private long _entries;
    private long _endedBeforeMark;

    /// <summary>How many items had ended when the pool was last found to have begun all; -1 before that.</summary>
    private long _endedWhenBegun = -1;

    /// <summary>The fewest busy threads that were seen.</summary>
    /// <remarks>
    /// Rejected: the number of the moment in which the pool had begun everything. A thread stays busy for a moment after its last item. If
    /// another thread began an item meanwhile, the number would be the same.
    /// </remarks>
    private int _fewestBusy = CountBusy();

    /// <summary>
    /// How long to wait for a thread that is busy with an unknown item. A wait in vain was for an item of another test, so it halves the
    /// next one. Otherwise each step of the clock would wait while such an item runs.
    /// </summary>
    private int _yields = MostYields;

    /// <summary>
    /// Returns whether all has begun that was queued before the first call since <see cref="Forget"/>. If not, the pool is asked, and its
    /// answer is signaled to the inbox.
    /// </summary>
    /// <param name="entries">
    /// How often code of the test has begun outside. If it has since the pool was asked, it may have queued more.
    /// </param>
    public bool HasBegunAll(long entries)
    {
        var isEmpty = ThreadPool.PendingWorkItemCount == 0;
        var busy = CountBusy();
        var ended = ThreadPool.CompletedWorkItemCount - Interlocked.Read(ref s_marks);
        _fewestBusy = Math.Min(_fewestBusy, busy);
        // No item other than a mark has ended since, and no thread is busy with a new one.
        if (isEmpty && ended == _endedWhenBegun && busy == _fewestBusy)
            return true;
        if (_mark is { IsReached: false })
            return false;
        if (_mark is { WasEmpty: true } && _entries == entries)
        {
            _endedWhenBegun = _endedBeforeMark;
            AwaitFirstSteps(entries);
            return true;
        }

        (_endedBeforeMark, _entries) = (ended, entries);
        _mark = new Mark(inbox, isEmpty);
        ThreadPool.UnsafeQueueUserWorkItem(_mark, preferLocal: false);
        return false;
    }

    /// <summary>Called before a step of the test, which may queue something.</summary>
    public void Forget() => _mark = null;

    /// <summary>
    /// Has a thread that took an item from the queue come to its first step. Before that step the pool wakes another thread, which may take
    /// the processor away and reach the mark first.
    /// </summary>
    private void AwaitFirstSteps(long entries)
    {
        for (var at = 0; CountBusy() > _fewestBusy; at++)
        {
            if (outside.Entries != entries)
            {
                _yields = MostYields;
                return;
            }

            if (at >= _yields)
            {
                _yields = Math.Max(LeastYields, _yields / 2);
                return;
            }

            Thread.Yield();
        }
    }

    private static int CountBusy()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return most - free;
    }

    /// <summary>An item of the pool that says when it runs.</summary>
    private sealed class Mark(Inbox inbox, bool wasEmpty) : IThreadPoolWorkItem
    {
        private volatile bool _isReached;

        /// <summary>True if the queues of the pool were empty when the mark was queued.</summary>
        public bool WasEmpty => wasEmpty;

        public bool IsReached => _isReached;

        public void Execute()
        {
            Interlocked.Increment(ref s_marks);
            _isReached = true;
            inbox.Signal();
        }
    }
}
