using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The steps of <see cref="Worker"/> around the parts under test, in its order: look, search, park. It searches for two rounds instead of
/// forty, lets another thread run in between, and has no slot.
/// </summary>
internal sealed class ModelWorker(ModelWorkers all, LocalQueue queue)
{
    private readonly Parker _parker = new();
    private bool _isSearching;

    public LocalQueue Queue => queue;

    /// <summary>Runs the worker, which sleeps if it has no work. It ends only if polls do not end, and then with its first poll.</summary>
    public void Run()
    {
        while (true)
        {
            if ((queue.Pop() ?? all.Injection.PopBatch(queue, all.Count) ?? Search()) is { } task)
            {
                Poll(task);
                if (!all.PollsEnd)
                    return;
            }
            else
            {
                Park();
            }
        }
    }

    /// <summary>
    /// Publishes a task in the middle of a poll. Other workers must take it, because this worker does not return to its queue.
    /// </summary>
    public void Publish(RuntimeTask task)
    {
        Assert.True(queue.TryPush(task));
        all.Idle.NotifyAfterPublish();
    }

    private void Poll(RuntimeTask task)
    {
        if (_isSearching)
            EndSearch();
        TaskBag.Run(task);
    }

    private void EndSearch()
    {
        _isSearching = false;
        if (all.Idle.EndSearch() && all.AnyWork())
            all.Idle.NotifyAfterPublish();
    }

    private RuntimeTask? Search()
    {
        if (!_isSearching && !(_isSearching = all.Idle.TryBeginSearch()))
            return null;
        if (Look() is { } task)
            return task;
        EndSearch();
        Thread.Yield();
        return (_isSearching = all.Idle.TryBeginSearch()) ? Look() : null;
    }

    private RuntimeTask? Look() => all.Steal(this) ?? all.Injection.PopBatch(queue, all.Count);

    private void Park()
    {
        var last = all.Idle.Park(_parker, _isSearching);
        _isSearching = false;
        if (last && all.Rechecks && all.AnyWork())
            all.Idle.NotifyAfterPublish();
        _parker.Park();
        _isSearching = true;
    }
}
