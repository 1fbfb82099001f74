using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// Brings a runtime's events to its plugins, one at a time. Events of the host's phases are awaited by the phase and go ahead of the
/// others; faults and stalls are posted by the hooks of the runtime, which must not wait, and are bounded: what comes while too many are
/// pending is dropped and counted.
/// </summary>
/// <remarks>
/// There is no loop of its own that waits for events: who brings the first one starts the delivery, which ends with the last. So an idle
/// lane costs nothing and there is nothing to end. It runs on the ThreadPool, each handler on the runtime.
/// </remarks>
internal sealed class EventLane : IDisposable
{
    // A burst of faults fits; a plugin that cannot keep up with more does not need to see each. Picked by hand.
    public const int MostPending = 256;

    private readonly string _runtime;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();

    /// <summary>Fires when posts that are pending, or being delivered, have to end.</summary>
    private readonly CancellationTokenSource _postsEnd = new();

    /// <summary>The source's. Apart, because hooks may post after the services were disposed.</summary>
    private readonly CancellationToken _postsEndToken;

    private LinkedList<Pending>? _waiting;

    /// <summary>Tells every plugin; never throws. Null while there are no plugins, who alone hear of events.</summary>
    private Func<RuntimeEvent, CancellationToken, Task>? _deliver;
    private bool _isDelivering;
    private bool _takesPosts;
    private int _posts;
    private long _dropped;

    /// <summary>Completed when no post is pending or being delivered. Made by who waits for that.</summary>
    private TaskCompletionSource? _postsEnded;

    public EventLane(string runtime, ILogger logger)
    {
        _runtime = runtime;
        _logger = logger;
        _postsEndToken = _postsEnd.Token;
    }

    /// <summary>What waits for delivery. Under the lock; made by the first event, which a host without plugins never has.</summary>
    private LinkedList<Pending> Waiting => _waiting ??= [];

    /// <summary>From now on events are delivered.</summary>
    public void Open(Func<RuntimeEvent, CancellationToken, Task> deliver)
    {
        lock (_gate)
        {
            _deliver = deliver;
            _takesPosts = true;
        }
    }

    /// <summary>For hooks: on any thread, at any time, waits for nothing.</summary>
    public void Post(RuntimeEvent runtimeEvent)
    {
        lock (_gate)
        {
            if (!_takesPosts)
                return;
            if (_posts == MostPending)
            {
                _dropped++;
                return;
            }

            _posts++;
            Waiting.AddLast(new Pending(runtimeEvent, Delivered: null, _postsEndToken));
            StartDelivery();
        }
    }

    /// <summary>
    /// For phases: completes when every plugin was told. Waits for no more than the one event that is being delivered; when the host has no
    /// more time, that and all others that were posted are given up.
    /// </summary>
    public Task PublishAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_deliver is null)
                return Task.CompletedTask;
        }

        return DeliverFirstAsync(runtimeEvent, ct);
    }

    private Task DeliverFirstAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
    {
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            Waiting.AddFirst(new Pending(runtimeEvent, delivered, ct));
            StartDelivery();
        }

        return WithinAsync(delivered.Task, ct);
    }

    /// <summary>
    /// Before plugins are stopped: takes no more posts, and completes when those that were taken are delivered, or given up because the
    /// time is over.
    /// </summary>
    public async Task EndPostsAsync(TimeSpan within, TimeProvider clock, CancellationToken ct)
    {
        Task ended;
        lock (_gate)
        {
            _takesPosts = false;
            if (_posts == 0)
                return;
            _postsEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ended = _postsEnded.Task;
        }

        using var time = new CancellationTokenSource(within, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);
        await WithinAsync(ended, limit.Token).ConfigureAwait(false);
    }

    public void Dispose() => _postsEnd.Dispose();

    private async Task WithinAsync(Task wait, CancellationToken limit)
    {
        using var _ = limit.UnsafeRegister(static lane => ((EventLane)lane!).GiveUpPosts(), this);
        await wait.ConfigureAwait(false);
    }

    private void GiveUpPosts()
    {
        lock (_gate)
        {
            for (var node = Waiting.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Delivered is null)
                {
                    Waiting.Remove(node);
                    _dropped++;
                    _posts--;
                }

                node = next;
            }

            CompleteIfEnded();
        }

        // The handler that runs is told as by its own time.
        _ = _postsEnd.CancelAsync();
    }

    /// <summary>Under the lock.</summary>
    private void StartDelivery()
    {
        if (_isDelivering)
            return;
        _isDelivering = true;
        // Without the flow of whoever brought the event.
        ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.DeliverAsync(), this, preferLocal: false);
    }

    private async Task DeliverAsync()
    {
        while (TryTake(out var next, out var deliver, out var dropped))
        {
            if (dropped > 0)
                _logger.EventsDropped(_runtime, dropped);
            await deliver(next.Event, next.Ct).ConfigureAwait(false);
            next.Delivered?.SetResult();
            if (next.Delivered is not null)
                continue;
            lock (_gate)
            {
                _posts--;
                CompleteIfEnded();
            }
        }
    }

    private bool TryTake(out Pending next, out Func<RuntimeEvent, CancellationToken, Task> deliver, out long dropped)
    {
        lock (_gate)
        {
            deliver = _deliver!;
            (dropped, _dropped) = (_dropped, 0);
            if (Waiting.First is { } first)
            {
                next = first.Value;
                Waiting.RemoveFirst();
                return true;
            }

            next = null!;
            _isDelivering = false;
        }

        if (dropped > 0)
            _logger.EventsDropped(_runtime, dropped);
        return false;
    }

    /// <summary>Under the lock.</summary>
    private void CompleteIfEnded()
    {
        if (_posts == 0)
            _postsEnded?.TrySetResult();
    }

    // A class: a list of structs of ours would be compiled for them, at the start of a host that was compiled ahead of time too.
    private sealed record Pending(RuntimeEvent Event, TaskCompletionSource? Delivered, CancellationToken Ct);
}
