using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>The newest stalls that snapshots have shown while a page was open. Caller holds the lock of captures.</summary>
internal sealed class StallList
{
    public const int Most = 50;

    private readonly List<Stall> _stalls = [];

    /// <summary>Adds the stalls of a snapshot, or notes that they last.</summary>
    public void Note(RuntimeSnapshot snapshot, DateTimeOffset at)
    {
        foreach (var worker in snapshot.Workers)
        {
            if (worker is { State: WorkerState.Stalled, TaskId: { } id } && snapshot.Tasks.FirstOrDefault(task => task.Id == id) is { } task)
                Note(new Stall(snapshot.Name, worker.Index, task, at - (worker.PollingFor ?? TimeSpan.Zero), at, worker.BlockedIn));
        }
    }

    /// <summary>Returns the stalls, the newest first.</summary>
    public IReadOnlyList<Stall> Read() => [.. _stalls];

    private void Note(Stall stall)
    {
        // A task is polled again after its stall, so the number of the poll tells two stalls of it apart.
        var known = _stalls.FindIndex(other => other.Task.Id == stall.Task.Id && other.Task.Polls == stall.Task.Polls);
        if (known >= 0)
        {
            _stalls[known] = _stalls[known] with { SeenAt = stall.SeenAt, BlockedIn = stall.BlockedIn ?? _stalls[known].BlockedIn };
            return;
        }

        _stalls.Insert(0, stall);
        if (_stalls.Count > Most)
            _stalls.RemoveAt(Most);
    }
}

/// <summary>A poll that has lasted longer than the threshold for stalls. Immutable.</summary>
/// <param name="Runtime">The name of the runtime.</param>
/// <param name="Worker">The index of the worker.</param>
/// <param name="Task">The row of the task when the stall was first seen, with the stack of that moment if there was one.</param>
/// <param name="BeganAt">When the poll began, as far as it is known.</param>
/// <param name="SeenAt">When the stall was seen last.</param>
/// <param name="BlockedIn">The call that blocks the thread, in words; null if that is not known.</param>
internal sealed record Stall(string Runtime, int Worker, TaskSnapshot Task, DateTimeOffset BeganAt, DateTimeOffset SeenAt, string? BlockedIn);
