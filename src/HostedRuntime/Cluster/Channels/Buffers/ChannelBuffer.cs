namespace HostedRuntime.Cluster.Channels;

/// <summary>How a call of a sender ended.</summary>
internal enum SendResult
{
    Accepted,

    /// <summary>The limit of the wait is over, and the channel was full.</summary>
    Full,
    Closed,

    /// <summary>The call was cancelled before its item was accepted.</summary>
    Cancelled,
}

/// <summary>The answer to a call of a receiver.</summary>
/// <param name="Items">The items, in the order of their acceptance. Empty if none came within the limit.</param>
/// <param name="IsClosed">Whether no item will come any more.</param>
internal sealed record ReceivedItems(IReadOnlyList<string> Items, bool IsClosed);

/// <summary>The items of one channel, on the node that holds them, with the calls that wait for room or for items. Any thread.</summary>
/// <remarks>Awaits come back to the context of the caller, as those of a grain must.</remarks>
internal sealed class ChannelBuffer(int capacity, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _items = new();
    private readonly LinkedList<Sending> _senders = new();
    private readonly LinkedList<Receiving> _receivers = new();

    public int Capacity => capacity;

    public bool IsClosed { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _items.Count == 0 && _senders.Count == 0 && _receivers.Count == 0;
        }
    }

    /// <summary>Waits until the item is accepted, but not longer than a limit. An item that was not accepted is not kept.</summary>
    public async Task<SendResult> SendAsync(Guid call, string item, TimeSpan wait)
    {
        Sending sending;
        lock (_gate)
        {
            if (IsClosed)
                return SendResult.Closed;
            // Behind the senders that wait, even if there is room, so that items keep the order of the calls.
            sending = new Sending(call, item);
            _senders.AddLast(sending);
            MoveLocked();
        }

        await ((Task)sending.Done.Task).WaitAsync(wait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_gate)
        {
            if (_senders.Remove(sending))
                return SendResult.Full;
        }

        return await sending.Done.Task.ConfigureAwait(true);
    }

    /// <summary>Takes a call back whose item was not accepted. A call that was accepted stays so.</summary>
    public void CancelSend(Guid call)
    {
        lock (_gate)
        {
            if (_senders.FirstOrDefault(sending => sending.Call == call) is not { } sending)
                return;
            _senders.Remove(sending);
            sending.Done.TrySetResult(SendResult.Cancelled);
        }
    }

    /// <summary>Waits for an item, but not longer than a limit, and takes those that are there.</summary>
    public async Task<ReceivedItems> ReceiveAsync(int max, TimeSpan wait)
    {
        Receiving receiving;
        lock (_gate)
        {
            receiving = new Receiving(max);
            _receivers.AddLast(receiving);
            MoveLocked();
        }

        await ((Task)receiving.Done.Task).WaitAsync(wait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_gate)
        {
            if (_receivers.Remove(receiving))
                return new ReceivedItems([], false);
        }

        return await receiving.Done.Task.ConfigureAwait(true);
    }

    /// <summary>Takes no more items. Receivers get the items that were accepted.</summary>
    public void Close()
    {
        lock (_gate)
        {
            IsClosed = true;
            foreach (var sending in _senders)
                sending.Done.TrySetResult(SendResult.Closed);
            _senders.Clear();
            MoveLocked();
        }
    }

    /// <summary>Drops the items, and fails all calls that wait, because this node goes.</summary>
    public void Lose(Func<Exception> failure)
    {
        lock (_gate)
        {
            IsClosed = true;
            _items.Clear();
            foreach (var sending in _senders)
                sending.Done.TrySetException(failure());
            foreach (var receiving in _receivers)
                receiving.Done.TrySetException(failure());
            _senders.Clear();
            _receivers.Clear();
        }
    }

    /// <summary>Moves items from senders to the queue while there is room, and from the queue to receivers.</summary>
    private void MoveLocked()
    {
        while (true)
        {
            while (_items.Count < capacity && _senders.First is { } sender)
            {
                _senders.RemoveFirst();
                _items.Enqueue(sender.Value.Item);
                sender.Value.Done.TrySetResult(SendResult.Accepted);
            }

            if (_receivers.First is not { } receiver || (_items.Count == 0 && !IsClosed))
                return;
            _receivers.RemoveFirst();
            receiver.Value.Done.TrySetResult(new ReceivedItems(TakeLocked(receiver.Value.Max), IsClosed && _items.Count == 0));
        }
    }

    private List<string> TakeLocked(int max)
    {
        var taken = new List<string>(Math.Min(max, _items.Count));
        // By bytes too, because a message between nodes has a limit.
        var size = 0;
        while (taken.Count < max && size < ClusterJson.MaxBytes && _items.TryDequeue(out var item))
        {
            taken.Add(item);
            size += item.Length;
        }

        return taken;
    }

    private sealed class Sending(Guid call, string item)
    {
        public Guid Call => call;

        public string Item => item;

        public TaskCompletionSource<SendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Receiving(int max)
    {
        public int Max => max;

        public TaskCompletionSource<ReceivedItems> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
