using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Who sleeps, who searches, whom to wake. The one rule that keeps work from being forgotten lives here:
/// <see cref="NotifyAfterPublish"/> is the only way to notify.
/// </summary>
/// <remarks>
/// <para>The lost wake-up. A publisher stores a task and loads this word; a worker leaves this word and loads the queues. Without
/// order between each one's store and load both may read the old value, and the task sleeps for ever. So each side has a full
/// fence between the two: the publisher's is the first line of NotifyAfterPublish, the worker's is the interlocked add in
/// <see cref="Park"/>, after which the last searcher looks at every queue once more.</para>
/// <para>Why the last searcher is enough. A publisher that finds a searcher wakes nobody; that searcher, or the one who is last
/// after it, either finds the task or looks again after its own fence: before it sleeps, and before it runs what it found. A worker
/// that was refused to search and parks after the last searcher ran off with a task is last in this sense too: that searcher
/// saw nobody asleep, so did whoever published between the two, and the next poll of the busy ones may be a long one.</para>
/// <para>Parked workers are a stack: the most recently parked has the warmest cache. A worker is popped before it is unparked,
/// so each parking is ended by one wake.</para>
/// </remarks>
internal sealed class IdleWorkers(int workers)
{
    private const int OneSearching = 1;
    private const int OneParked = 1 << 16;
    private const int SearchingMask = OneParked - 1;

    private readonly Lock _gate = new();

    /// <summary>The last one is on top.</summary>
    private readonly List<Parker> _parked = new(workers);

    /// <summary>The parker at the bottom of <see cref="_parked"/>. Written under the lock.</summary>
    private AtomicRef<Parker> _first;

    /// <summary>
    /// Parked workers in the high half, searching ones in the low. Parked and not awake ones are counted, because the number of
    /// workers changes: stand-ins come and go without a word to anybody here.
    /// </summary>
    private AtomicInt _word;

    /// <summary>Workers that sleep; a moment's view.</summary>
    public int Parked => _word.Read() >> 16;

    /// <summary>The worker that parked first and is woken last; null if all are awake. A moment's view. Any thread.</summary>
    public Parker? First => _first.Read();

    /// <summary>
    /// To be called after a task was put where other workers can find it: wakes one worker, unless one is searching already
    /// or none sleeps.
    /// </summary>
    public void NotifyAfterPublish()
    {
        // Pairs with the interlocked add in Park.
        Fence.Full();
        var word = _word.Read();
        if (word >= OneParked && (word & SearchingMask) == 0)
            WakeOne();
    }

    /// <summary>Lets a worker search, if fewer than half do: more would only meet at the same queues.</summary>
    public bool TryBeginSearch()
    {
        if (2 * (_word.Read() & SearchingMask) >= workers)
            return false;
        _word.Add(OneSearching);
        return true;
    }

    /// <summary>
    /// A searcher found work. True: it was the last one while others sleep, and has to look whether there is more, for whoever
    /// published meanwhile relied on it: then <see cref="NotifyAfterPublish"/>.
    /// </summary>
    public bool EndSearch()
    {
        // Full fence between leaving and looking: pairs with NotifyAfterPublish, as the one in Park does.
        var word = _word.Add(-OneSearching);
        return word >= OneParked && (word & SearchingMask) == 0;
    }

    /// <summary>
    /// Puts the worker among the parked. True: nobody searches any more, so it has to look at every queue once more before it
    /// sleeps, and to notify if there is something.
    /// </summary>
    public bool Park(Parker parker, bool searching)
    {
        using (_gate.Hold())
        {
            _parked.Add(parker);
            if (_parked.Count == 1)
                _first.Write(parker);
            // Full fence between leaving and looking again: pairs with NotifyAfterPublish.
            var word = _word.Add(OneParked - (searching ? OneSearching : 0));
            return (word & SearchingMask) == 0;
        }
    }

    /// <summary>Wakes this very worker, if it is parked. One that parks at this moment has to look again after it parked why it was to be woken.</summary>
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
        // It sleeps without a time, and is the first now: see SlotWatch.
        heir?.Nudge();
    }

    public bool IsParked(Parker parker)
    {
        using (_gate.Hold())
            return _parked.Contains(parker);
    }

    /// <summary>Wakes every parked worker; for the end.</summary>
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

    /// <summary>Takes out the worker that parked last.</summary>
    private bool TryPop(out Parker parker, bool evenIfSearching)
    {
        using (_gate.Hold())
        {
            parker = null!;
            if (!evenIfSearching && (_word.Read() & SearchingMask) != 0)
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

    /// <summary>Counts a worker that was taken out as searching, on its behalf. Under the lock.</summary>
    private void CountAsSearching() => _word.Add(OneSearching - OneParked);
}
