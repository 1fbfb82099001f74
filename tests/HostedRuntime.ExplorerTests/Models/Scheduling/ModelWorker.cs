using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>
/// The steps of <see cref="Worker"/> around the parts that a model is about, in its order: look, search, park; with two rounds of searching in
/// place of forty, another thread let in between, and without a slot.
/// </summary>
internal sealed class ModelWorker(ModelWorkers all, LocalQueue queue)
{
    private readonly Parker _parker = new();
    private bool _isSearching;

    public LocalQueue Queue => queue;

    /// <summary>Never ends by itself: without work it sleeps. Unless polls do not end: then with the first.</summary>
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

    /// <summary>In the middle of a poll: others shall take what it publishes, for it will not come round to it.</summary>
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
