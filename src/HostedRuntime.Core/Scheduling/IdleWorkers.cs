using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Who is awake, who searches, whom to wake. The one rule that keeps work from being forgotten lives here:
/// <see cref="NotifyAfterPublish"/> is the only way to notify.
/// </summary>
/// <remarks>
/// <para>The lost wake-up. A publisher stores a task and loads this word; a worker leaves this word and loads the queues. Without
/// order between each one's store and load both may read the old value, and the task sleeps for ever. So each side has a full
/// fence between the two: the publisher's is the first line of NotifyAfterPublish, the worker's is the interlocked add in
/// <see cref="Park"/>, after which whoever leaves no searcher behind looks at every queue once more.</para>
/// <para>Why that is enough. A publisher that finds a searcher wakes nobody; that searcher, or the one who is last after it, either
/// finds the task or looks again after its own fence: before it sleeps, and before it runs what it found. In the second case it
/// may see all others awake and wake none; those that are on their way to sleep then find no searcher, and look themselves.</para>
/// <para>Parked workers are a stack: the most recently parked has the warmest cache. A worker is popped before it is unparked,
/// so each parking is ended by one wake.</para>
/// </remarks>
internal sealed class IdleWorkers(int workers)
{
    private const int OneSearching = 1;
    private const int OneAwake = 1 << 16;
    private const int SearchingMask = OneAwake - 1;

    private readonly Lock _gate = new();
    private readonly Stack<Parker> _parked = new(workers);

    /// <summary>Awake workers in the high half, searching ones in the low.</summary>
    private AtomicInt _word = new(workers * OneAwake);

    /// <summary>
    /// To be called after a task was put where other workers can find it: wakes one worker, unless one is searching already
    /// or all are awake.
    /// </summary>
    public void NotifyAfterPublish()
    {
        // Pairs with the interlocked add in Park.
        Fence.Full();
        var word = _word.Read();
        if ((word & SearchingMask) == 0 && word >> 16 < workers)
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
        return (word & SearchingMask) == 0 && word >> 16 < workers;
    }

    /// <summary>
    /// Counts the worker out and puts it among the parked. True: nobody searches any more, so it has to look at every queue once
    /// more before it sleeps, and to notify if there is something. Also when it did not search itself: a last searcher that found
    /// something meanwhile still saw this worker awake, and woke nobody for the rest.
    /// </summary>
    public bool Park(Parker parker, bool searching)
    {
        lock (_gate)
        {
            _parked.Push(parker);
            // Full fence between leaving and looking again: pairs with NotifyAfterPublish.
            var word = _word.Add(-OneAwake - (searching ? OneSearching : 0));
            return (word & SearchingMask) == 0;
        }
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

    /// <summary>Takes out a parked worker and counts it as awake and searching on its behalf.</summary>
    private bool TryPop(out Parker parker, bool evenIfSearching)
    {
        lock (_gate)
        {
            parker = null!;
            if (!evenIfSearching && (_word.Read() & SearchingMask) != 0)
                return false;
            if (!_parked.TryPop(out parker!))
                return false;
            _word.Add(OneAwake + OneSearching);
            return true;
        }
    }
}
