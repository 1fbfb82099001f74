using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Knows which workers sleep and which search, and wakes them. No task is forgotten, because <see cref="NotifyAfterPublish"/> is the only
/// way to announce a task.
/// </summary>
/// <remarks>
/// <para>The lost wake-up. A publisher stores a task, then loads the counts of this class. A worker counts itself as parked, then loads the
/// queues. Without an order between store and load on each side both may read the old value, and the task waits for ever. So each side has
/// a full fence between the two. The publisher's is the first line of NotifyAfterPublish. The worker's is the interlocked add in
/// <see cref="Park"/>, after which the last searcher looks at every queue once more.</para>
/// <para>Why the last searcher is enough. A publisher that finds a searcher wakes no worker. The last searcher then finds the task, or
/// looks again after its own fence: before it sleeps, and before it runs what it found.</para>
/// <para>There is one more case:</para>
/// <list type="number">
/// <item>The last searcher finds a task, sees no parked worker, and wakes none.</item>
/// <item>A publisher also sees no parked worker.</item>
/// <item>A worker that was refused to search parks.</item>
/// </list>
/// <para>No worker would look at the new task until a busy worker ends its poll, which may take long. So the worker of step 3 looks at
/// every queue too, as the last searcher does.</para>
/// <para>Parked workers are a stack, because the most recently parked one has the warmest cache. A worker is removed before it is unparked,
/// so exactly one wake ends each park.</para>
/// </remarks>
internal sealed class IdleWorkers(int workers)
{
    private const int OneSearching = 1;
    private const int OneParked = 1 << 16;
    private const int SearchingMask = OneParked - 1;

    private readonly Lock _gate = new();

    /// <summary>The worker that parked last is at the end.</summary>
    private readonly List<Parker> _parked = new(workers);

    /// <summary>The first parker in <see cref="_parked"/>, or null. Written under `_gate`.</summary>
    private AtomicRef<Parker> _first;

    /// <summary>
    /// The number of parked workers in the high half, of searching workers in the low half. Parked workers are counted, not awake ones,
    /// because the number of workers changes: stand-ins come and go without notifying this class.
    /// </summary>
    private AtomicInt _counts;

    /// <summary>The number of parked workers. A snapshot. Any thread.</summary>
    public int Parked => _counts.Read() >> 16;

    /// <summary>The worker that parked first and is woken last; null if none is parked. A snapshot. Any thread.</summary>
    public Parker? First => _first.Read();

    /// <summary>
    /// Wakes one worker, unless one is searching or none is parked. Called after a task was put where other workers can find it. Any
    /// thread.
    /// </summary>
    public void NotifyAfterPublish()
    {
        // Pairs with the interlocked adds in Park and EndSearch.
        Fence.Full();
        var counts = _counts.Read();
        if (counts >= OneParked && (counts & SearchingMask) == 0)
            WakeOne();
    }

    /// <summary>Counts a worker as searching if fewer than half of the workers are: more would only contend for the same queues.</summary>
    /// <returns>True if the worker may search; otherwise false.</returns>
    public bool TryBeginSearch()
    {
        if (2 * (_counts.Read() & SearchingMask) >= workers)
            return false;
        _counts.Add(OneSearching);
        return true;
    }

    /// <summary>Ends the search of a worker, which has found work or gives up its processor.</summary>
    /// <returns>
    /// True if it was the last searcher while others are parked. A publisher may have relied on it, so it must look for more work and call
    /// <see cref="NotifyAfterPublish"/> if there is some. Otherwise false.
    /// </returns>
    public bool EndSearch()
    {
        // A full fence between the end of the search and the look at the queues that follows. Pairs with NotifyAfterPublish, as in Park.
        var counts = _counts.Add(-OneSearching);
        return counts >= OneParked && (counts & SearchingMask) == 0;
    }

    /// <summary>Adds the worker to the parked ones.</summary>
    /// <returns>
    /// True if no worker searches any more: the caller must look at every queue once more before it sleeps, and notify if there is a task.
    /// Otherwise false.
    /// </returns>
    public bool Park(Parker parker, bool searching)
    {
        using (_gate.Hold())
        {
            _parked.Add(parker);
            if (_parked.Count == 1)
                _first.Write(parker);
            // A full fence between parking and the look at the queues that follows. Pairs with NotifyAfterPublish.
            var counts = _counts.Add(OneParked - (searching ? OneSearching : 0));
            return (counts & SearchingMask) == 0;
        }
    }

    /// <summary>Wakes this worker if it is parked. Any thread.</summary>
    /// <remarks>A worker that parks at this moment has to check, once it is parked, for the reason of the wake.</remarks>
    public void Wake(Parker parker)
    {
        Parker? heir = null;
        using (_gate.Hold())
        {
            if (!_parked.Remove(parker))
                return;
            if (_first.ReadOwn() == parker)
                _first.Write(heir = _parked.FirstOrDefault());
            CountAsSearching();
        }

        parker.Unpark();
        // The heir is now the first worker, but it sleeps without a timeout: see SlotWatch.
        heir?.Nudge();
    }

    public bool IsParked(Parker parker)
    {
        using (_gate.Hold())
            return _parked.Contains(parker);
    }

    /// <summary>Wakes every parked worker, for the end of the scheduler.</summary>
    public void WakeAll()
    {
        while (TryPop(out var parker, evenIfSearching: true))
            parker.Unpark();
    }

    private void WakeOne()
    {
        if (TryPop(out var parker, evenIfSearching: false))
            parker.Unpark();
    }

    /// <summary>Removes the worker that parked last.</summary>
    private bool TryPop(out Parker parker, bool evenIfSearching)
    {
        using (_gate.Hold())
        {
            parker = null!;
            if (!evenIfSearching && (_counts.Read() & SearchingMask) != 0)
                return false;
            if (_parked.Count == 0)
                return false;
            parker = _parked[^1];
            _parked.RemoveAt(_parked.Count - 1);
            if (_parked.Count == 0)
                _first.Write(null);
            CountAsSearching();
            return true;
        }
    }

    /// <summary>Counts a removed worker as searching, on its behalf. Caller holds `_gate`.</summary>
    private void CountAsSearching() => _counts.Add(OneSearching - OneParked);
}
