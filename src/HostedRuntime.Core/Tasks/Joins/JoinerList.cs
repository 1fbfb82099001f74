using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>A wait, a group or a callback that is notified when a task ends.</summary>
internal interface IJoiner
{
    /// <summary>
    /// True once the joiner was cancelled or aborted; it then stays true. Any thread.
    /// </summary>
    bool HasLeft => false;

    /// <summary>The group whose member the task is; null if this joiner is no group.</summary>
    GroupView? Group => null;

    /// <summary>Called when the task has ended and its outcome is visible. May schedule a continuation, but never runs user code.</summary>
    /// <returns>True if this call passes the outcome to an awaiter, and so observes a fault; otherwise false.</returns>
    bool OnEnded();
}

/// <summary>Describes the group of a task.</summary>
/// <param name="Label">The kind and the name of the group.</param>
/// <param name="CanceledAt">When the group was cancelled, on the coarse clock; null if it was not.</param>
internal sealed record GroupView(string Label, uint? CanceledAt = null);

/// <summary>A kind of joiner of which a task has at most one.</summary>
/// <remarks>It stays until the end of the task. If each call added one, they would pile up on a long-lived task.</remarks>
internal interface ISoleJoiner : IJoiner
{
    /// <summary>The .NET Task that the joiner ends.</summary>
    Task Outcome { get; }
}

/// <summary>
/// The joiners of a task, and whether the task has ended, in one reference. Closing the list publishes the outcome: a thread that sees it
/// closed sees the outcome, and no joiner can come unnoticed.
/// </summary>
internal struct JoinerList
{
    /// <summary>How many joiners may have left before the list is swept for them. Picked by hand.</summary>
    private const int LeftBeforeSweep = 16;

    private static readonly object s_completed = new();
    private static readonly object s_failed = new();

    /// <summary>The joiners, or the end of the task.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><c>null</c>: no joiner.</item>
    /// <item>An <see cref="IJoiner"/>: one joiner.</item>
    /// <item>A <see cref="Pair"/>: two joiners, for example a group and one awaiter.</item>
    /// <item>A <see cref="Several"/>: more joiners. It is also its own lock.</item>
    /// <item>A sentinel: the task has ended.</item>
    /// </list>
    /// <para>There are two sentinels, so that a thread that joins a task which completed on another processor has only this cache line to
    /// fetch.</para>
    /// </remarks>
    private AtomicRef<object> _joiners;

    public readonly bool IsClosed => IsEnd(_joiners.Read());

    /// <summary>True if the task has ended and completed.</summary>
    public readonly bool IsClosedWell => ReferenceEquals(_joiners.Read(), s_completed);

    /// <summary>True if the task has ended and was cancelled or faulted.</summary>
    public readonly bool IsClosedBadly => ReferenceEquals(_joiners.Read(), s_failed);

    /// <summary>The group that the task belongs to; null if it belongs to none. A group joins before the task starts.</summary>
    public readonly GroupView? Group => _joiners.Read() switch
    {
        IJoiner one => one.Group,
        Pair two => two.First.Group ?? two.Second.Group,
        Several several => GroupOf(several),
        _ => null,
    };

    /// <summary>The joiner of the kind of which there is at most one; null if there is none. Any thread.</summary>
    public readonly ISoleJoiner? Sole => SoleOf(_joiners.Read());

    /// <summary>Adds a joiner.</summary>
    /// <returns>True if it was added; false if the task has ended, so that its outcome can be taken.</returns>
    public bool TryAdd(IJoiner joiner)
    {
        while (true)
        {
            var seen = _joiners.Read();
            if (IsEnd(seen))
                return false;
            if (TryAddAfter(seen, joiner))
                return true;
        }
    }

    /// <summary>Adds a joiner, unless one of its kind is in the list.</summary>
    /// <returns>The one in the list; null if the task has ended.</returns>
    public ISoleJoiner? GetOrAdd(ISoleJoiner joiner)
    {
        while (true)
        {
            var seen = _joiners.Read();
            if (IsEnd(seen))
                return null;
            if (SoleOf(seen) is { } there)
                return there;
            if (TryAddAfter(seen, joiner))
                return joiner;
        }
    }

    /// <summary>
    /// Removes a joiner that has left (<see cref="IJoiner.HasLeft"/>), so that such joiners do not pile up on a long-lived task.
    /// </summary>
    /// <remarks>
    /// If there are several joiners, those that have left stay until they are half of the list. So the cost of a removal does not depend on
    /// the number of joiners, and the order is kept.
    /// </remarks>
    public void Remove(IJoiner joiner)
    {
        while (true)
        {
            var seen = _joiners.CompareExchange(null, joiner);
            // A pair is never changed. It is replaced by the remaining joiner if one leaves, or by a list if one is added.
            if (seen is Pair two && two.Other(joiner) is { } other)
            {
                if (ReferenceEquals(_joiners.CompareExchange(other, two), two))
                    return;
                continue;
            }

            if (seen is Several several)
            {
                using (Holds.Hold(several))
                    several.CountLeft();
            }

            return;
        }
    }

    /// <summary>Publishes the outcome and notifies all joiners. Called once.</summary>
    /// <param name="well">Whether the task completed.</param>
    /// <param name="next">
    /// Where a single join may be stored, to be polled next on this thread; null if it may not. Several joiners are not stored, because
    /// notifying them may call a foreign context's Post.
    /// </param>
    /// <returns>True if a joiner brings the outcome to an awaiter; otherwise false.</returns>
    public bool Close(bool well, TaskPoller? next = null)
    {
        switch (_joiners.Exchange(well ? s_completed : s_failed))
        {
            case null:
                return false;
            case JoinWait join:
                return join.OnEnded(next);
            case IJoiner one:
                return one.OnEnded();
            case Pair two:
                // Both are notified, whatever the first one returns.
                return two.First.OnEnded() | two.Second.OnEnded();
            case var several:
                return TellAll((Several)several);
        }
    }

    private static GroupView? GroupOf(Several several)
    {
        using (Holds.Hold(several))
            return several.Joiners.Select(static joiner => joiner.Group).FirstOrDefault(static group => group is not null);
    }

    private static bool TellAll(Several several)
    {
        IJoiner[] all;
        using (Holds.Hold(several))
            all = [.. several.Joiners];
        var isAwaited = false;
        foreach (var joiner in all)
            isAwaited |= joiner.OnEnded();
        return isAwaited;
    }

    /// <summary>Adds a joiner to the state that was read.</summary>
    /// <returns>True if it was added; false if the state has changed meanwhile.</returns>
    private bool TryAddAfter(object? seen, IJoiner joiner)
    {
        if (seen is Several several)
        {
            using (Holds.Hold(several))
            {
                // Close exchanges the reference first and then takes the lock. So if the list is still in place, Close will read it.
                if (!ReferenceEquals(_joiners.Read(), several) || (joiner is ISoleJoiner && several.Sole is not null))
                    return false;
                several.Joiners.Add(joiner);
                several.Sole ??= joiner as ISoleJoiner;
                return true;
            }
        }

        object next = seen switch
        {
            null => joiner,
            Pair two => new Several([two.First, two.Second, joiner]),
            _ => new Pair((IJoiner)seen, joiner),
        };
        if (next is Several made)
            made.Sole = joiner as ISoleJoiner ?? SoleOf(seen);
        return ReferenceEquals(_joiners.CompareExchange(next, seen), seen);
    }

    private static ISoleJoiner? SoleOf(object? joiners)
    {
        switch (joiners)
        {
            case Pair two:
                return two.First as ISoleJoiner ?? two.Second as ISoleJoiner;
            case Several several:
                using (Holds.Hold(several))
                    return several.Sole;
            default:
                return joiners as ISoleJoiner;
        }
    }

    private static bool IsEnd(object? joiners) => ReferenceEquals(joiners, s_completed) || ReferenceEquals(joiners, s_failed);

    /// <summary>Three joiners or more. Guarded by its own lock.</summary>
    private sealed class Several(List<IJoiner> joiners)
    {
        private int _left;

        /// <summary>The sole joiner, which is in the list too. Kept here so that it is found without a search.</summary>
        public ISoleJoiner? Sole { get; set; }

        public List<IJoiner> Joiners => joiners;

        public void CountLeft()
        {
            if (++_left < LeftBeforeSweep || _left < joiners.Count / 2)
                return;
            joiners.RemoveAll(static joiner => joiner.HasLeft);
            joiners.TrimExcess();
            _left = 0;
        }
    }

    private sealed class Pair(IJoiner first, IJoiner second)
    {
        public IJoiner First => first;

        public IJoiner Second => second;

        /// <summary>Returns the other joiner of the pair; null if the given joiner is not in it.</summary>
        public IJoiner? Other(IJoiner joiner) => ReferenceEquals(first, joiner) ? second : ReferenceEquals(second, joiner) ? first : null;
    }
}
