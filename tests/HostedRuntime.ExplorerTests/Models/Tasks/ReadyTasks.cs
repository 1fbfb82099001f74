using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// The ready tasks for the workers of a model, published as weakly as a scheduler may do it. Each thread has a list of its own, and the
/// length of the list is a plain store that its buffer may hold back. So no code of a task may rely on a fence in its owner.
/// </summary>
internal sealed class ReadyTasks
{
    private readonly List<Outbox> _outboxes = [];

    public bool IsEmpty => !_outboxes.Exists(static outbox => outbox.HasMore);

    public void Push(RuntimeTask task)
    {
        var outbox = _outboxes.Find(static outbox => outbox.Owner == ModelThread.Current);
        if (outbox is null)
            _outboxes.Add(outbox = new Outbox(ModelThread.Current));
        outbox.Push(task);
    }

    /// <summary>Takes a task.</summary>
    /// <returns>True if a task was taken; false if this thread sees none.</returns>
    public bool TryTake([NotNullWhen(true)] out RuntimeTask? task)
    {
        task = null;
        for (var i = 0; i < _outboxes.Count && task is null; i++)
            task = _outboxes[i].TryTake();
        return task is not null;
    }

    private sealed class Outbox(ModelThread? owner)
    {
        private readonly List<RuntimeTask> _tasks = [];
        private AtomicInt _published;
        private int _taken;

        public ModelThread? Owner => owner;

        public bool HasMore => _taken < _tasks.Count;

        public void Push(RuntimeTask task)
        {
            _published.Write(_tasks.Count + 1);
            _tasks.Add(task);
        }

        public RuntimeTask? TryTake()
        {
            if (!HasMore)
                return null;
            var published = _published.Read();
            return _taken < published ? _tasks[_taken++] : null;
        }
    }
}
