using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Notes once a second since when a lock is held, a channel is full, or the queue of the blocking pool grows. One snapshot cannot see that.
/// Called by the <see cref="WaitSampler"/> and by snapshots.
/// </summary>
/// <remarks>
/// While the runtime is idle the sampler sleeps. Nothing changes then except through code outside of the runtime, and a snapshot compares
/// the present state with the note. So a time is a lower bound.
/// </remarks>
internal sealed class LintSampler
{
    private readonly Lock _gate = new();

    // Weak, so that a resource is collected although it was noted.
    private readonly ConditionalWeakTable<IResource, ResourceNote> _notes = [];
    private readonly QueueNote _blocking = new();

    /// <summary>Notes the state of a resource.</summary>
    /// <returns>
    /// For how long the lock has been in the same hold, and for how long the channel has been full without a read; null for neither.
    /// </returns>
    public (TimeSpan? Held, TimeSpan? Full) Note(IResource resource, ResourceView view, uint now)
    {
        using (_gate.Hold())
            return _notes.GetOrCreateValue(resource).Note(view, now);
    }

    /// <summary>Notes the length of the queue of the blocking pool.</summary>
    /// <returns>For how long it has grown without a decrease, and by how much; zero if it has not.</returns>
    public (TimeSpan Grows, int By) NoteBlockingQueue(int length, uint now)
    {
        using (_gate.Hold())
            return _blocking.Note(length, now);
    }

    /// <summary>The note about one resource.</summary>
    private sealed class ResourceNote
    {
        private long? _hold;
        private uint _heldSince;
        private bool _isFull;
        private long? _received;
        private uint _fullSince;

        public (TimeSpan? Held, TimeSpan? Full) Note(ResourceView view, uint now)
        {
            if (view.HoldNumber != _hold)
                (_hold, _heldSince) = (view.HoldNumber, now);
            var isFull = view.Capacity is { } capacity && view.Received is not null && view.Depth >= capacity;
            if (!isFull || !_isFull || view.Received != _received)
                (_isFull, _received, _fullSince) = (isFull, view.Received, now);
            return (_hold is null ? null : CoarseClock.Between(_heldSince, now), _isFull ? CoarseClock.Between(_fullSince, now) : null);
        }
    }

    /// <summary>The note about a queue.</summary>
    private sealed class QueueNote
    {
        private int _first;
        private int _last;
        private uint _since;

        public (TimeSpan Grows, int By) Note(int length, uint now)
        {
            if (length < _last || length == 0 || _since == 0)
                (_first, _since) = (length, now);
            _last = length;
            return (CoarseClock.Between(_since, now), length - _first);
        }
    }
}
