using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Exploring;

namespace System.Collections.Concurrent;

/// <summary>
/// Replaces the BCL's queue, which is assumed to be correct: each call is one step. As in the real queue, a change is an interlocked
/// operation and drains the store buffer, and a look is a load.
/// </summary>
internal sealed class ConcurrentQueue<T>
{
    private readonly Queue<T> _items = new();

    public int Count
    {
        get
        {
            Step("looks at a queue", drain: false);
            return _items.Count;
        }
    }

    public bool IsEmpty
    {
        get
        {
            Step("looks at a queue", drain: false);
            return _items.Count == 0;
        }
    }

    public void Enqueue(T item)
    {
        Step("puts into a queue", drain: true);
        _items.Enqueue(item);
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        // A dequeue from an empty queue only looks. The point comes first, because the state of the queue counts when this thread goes on.
        Step("takes from a queue", drain: false);
        if (_items.Count > 0 && ModelThread.Current is { } thread)
            thread.Execution.Memory.Drain(thread);
        return _items.TryDequeue(out item);
    }

    private void Step(string verb, bool drain)
    {
        if (ModelThread.Current is not { } thread)
            return;
        thread.Execution.Point(thread);
        if (drain)
            thread.Execution.Memory.Drain(thread);
        thread.Execution.Note(thread, verb, _items.Count);
    }
}
