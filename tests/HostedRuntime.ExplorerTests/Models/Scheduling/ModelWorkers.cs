using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>Workers that share an injection queue and the set of idle workers.</summary>
internal sealed class ModelWorkers
{
    private readonly ModelWorker[] _workers;

    public ModelWorkers(int count, bool pollsEnd, bool rechecks)
    {
        PollsEnd = pollsEnd;
        Rechecks = rechecks;
        Idle = new IdleWorkers(count);
        _workers = [.. Enumerable.Range(0, count).Select(_ => new ModelWorker(this, new LocalQueue(4)))];
    }

    public ModelWorker this[int index] => _workers[index];

    public int Count => _workers.Length;

    public IdleWorkers Idle { get; }

    public InjectionQueue Injection { get; } = new();

    /// <summary>False if a worker that runs a task never returns to the others.</summary>
    public bool PollsEnd { get; }

    /// <summary>True if the last searcher looks once more before it sleeps. False in the variant that is broken on purpose.</summary>
    public bool Rechecks { get; }

    public bool AnyWork() => !Injection.IsEmpty || _workers.Any(static worker => worker.Queue.Count > 0);

    public RuntimeTask? Steal(ModelWorker thief)
    {
        foreach (var victim in _workers)
        {
            if (victim != thief && victim.Queue.StealInto(thief.Queue, out _) is { } task)
                return task;
        }

        return null;
    }
}
