using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>
/// The awaits that are known from the pending waits of a task. They lead from an object that does not know its branches to those branches
/// that end in waits of this library.
/// </summary>
internal sealed class BranchIndex
{
    /// <summary>How many objects are looked at. Picked by hand: enough for a thousand branches of four methods.</summary>
    private const int MaxSteps = 4096;

    private readonly Dictionary<object, List<object>> _awaitedBy = new(ReferenceEqualityComparer.Instance);

    public BranchIndex(IWaitList waits)
    {
        var pending = new List<PendingWait>();
        waits.AddWaitsTo(pending);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var next = new List<object>();
        var left = new Stack<object>(pending.AsEnumerable().Reverse());
        while (seen.Count < MaxSteps && left.TryPop(out var awaited))
        {
            if (!seen.Add(awaited))
                continue;
            next.Clear();
            Continuations.Add(awaited, next);
            foreach (var awaiting in next)
            {
                Add(awaiting, awaited);
                left.Push(awaiting);
            }
        }
    }

    /// <summary>Returns the objects that an object awaits. Empty if that is not known.</summary>
    public IReadOnlyList<object> AwaitedBy(object awaiting) => _awaitedBy.TryGetValue(awaiting, out var awaited) ? awaited : [];

    private void Add(object awaiting, object awaited)
    {
        if (_awaitedBy.TryGetValue(awaiting, out var others))
            others.Add(awaited);
        else
            _awaitedBy.Add(awaiting, [awaited]);
    }
}
