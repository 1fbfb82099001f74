using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// Delivers a runtime's events to its plugins, one at a time. An event of a host's phase is awaited by the phase and goes ahead of the
/// others. Faults and stalls are posted by the hooks of the runtime, which must not wait. If too many posts are pending, a further post is
/// dropped and counted.
/// </summary>
/// <remarks>
/// No loop waits for events. The caller that adds the first event starts the delivery, which ends with the last event. So an idle queue
/// costs nothing and there is nothing to end. The delivery runs on the ThreadPool, and each handler on the runtime.
/// </remarks>
internal sealed class EventQueue : IDisposable
{
    // Enough for a burst of faults. A plugin that cannot keep up with more does not need to see each fault. Picked by hand.
    public const int MostPending = 256;

    private readonly string _runtime;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();

    /// <summary>Fires when the posts that are pending or being delivered have to end.</summary>
    private readonly CancellationTokenSource _postsEnd = new();

    /// <summary>
    /// The token of <see cref="_postsEnd"/>. Read once, because hooks may post after the source was disposed with the services.
    /// </summary>
    private readonly CancellationToken _postsEndToken;

    private LinkedList<Pending>? _waiting;

    /// <summary>
    /// Brings an event to every plugin; never throws. Null before <see cref="Open"/>, and always if there are no plugins.
    /// </summary>
    private Func<RuntimeEvent, CancellationToken, Task>? _deliver;
    private bool _isDelivering;
    private bool _takesPosts;
    private int _posts;
    private long _dropped;

    /// <summary>Completes when no post is pending or being delivered. Null until <see cref="EndPostsAsync"/> waits for that.</summary>
    private TaskCompletionSource? _postsEnded;

    public EventQueue(string runtime, ILogger logger)
    {
        _runtime = runtime;
        _logger = logger;
        _postsEndToken = _postsEnd.Token;
    }

    /// <summary>
    /// The events that wait for delivery. Made for the first event, which a host without plugins never has. Caller holds `_gate`.
    /// </summary>
    private LinkedList<Pending> Waiting => _waiting ??= [];

    /// <summary>Delivers every event from now on by <paramref name="deliver"/>.</summary>
    public void Open(Func<RuntimeEvent, CancellationToken, Task> deliver)
    {
        lock (_gate)
        {
            _deliver = deliver;
            _takesPosts = true;
        }
    }

    /// <summary>Adds an event of a runtime hook, without waiting. Any thread, at any time.</summary>
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
    /// Adds an event of a host's phase ahead of all others. The only event that it waits for is the one that is being delivered.
    /// </summary>
    /// <param name="runtimeEvent">The event.</param>
    /// <param name="ct">Fires when the host has no more time. All posts, including one that is being delivered, are then given up.</param>
    /// <returns>Completes when every plugin has handled the event.</returns>
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
    /// Takes no more posts, and waits until those that were taken are delivered. If the time is over first, they are given up. Called
    /// before the plugins are stopped.
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
        using var _ = limit.UnsafeRegister(static queue => ((EventQueue)queue!).GiveUpPosts(), this);
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

        // The handler that runs sees its token fire, as when its own time is over.
        _ = _postsEnd.CancelAsync();
    }

    /// <summary>Starts the delivery unless it runs already. Caller holds `_gate`.</summary>
    private void StartDelivery()
    {
        if (_isDelivering)
            return;
        _isDelivering = true;
        // Unsafe: the ExecutionContext of the event's publisher must not flow.
        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.DeliverAsync(), this, preferLocal: false);
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

    /// <summary>Completes <see cref="_postsEnded"/> if no post is left. Caller holds `_gate`.</summary>
    private void CompleteIfEnded()
    {
        if (_posts == 0)
            _postsEnded?.TrySetResult();
    }

    // A class, because generic code over a struct of ours is compiled at each start of a host, even with ReadyToRun.
    private sealed record Pending(RuntimeEvent Event, TaskCompletionSource? Delivered, CancellationToken Ct);
}
