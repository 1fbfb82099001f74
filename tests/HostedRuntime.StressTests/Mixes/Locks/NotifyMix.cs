using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Each item is added with one notification. Tasks that wait for notifications, with or without a ticket, fetch the items. Waits are
/// cancelled and aborted at any moment. If a notification were lost, the last item would never be fetched.
/// </summary>
internal sealed class NotifyMix(int seed) : Mix(seed)
{
    private const int Items = 200_000;
    private const int Consumers = 8;

    private readonly AsyncNotify _notify = new();
    private int _started;
    private int _there;
    private int _fetched;

    public override void Run()
    {
        using var runtime = Create();
        var consumers = Enumerable.Range(0, Consumers).Select(i => runtime.Spawn(() => FetchAsync(runtime, new Random(Seed + i)))).ToArray();
        // A task that is aborted before it has started never runs.
        SpinWait.SpinUntil(() => Volatile.Read(ref _started) == Consumers);
        for (var i = 0; i < Items; i++)
        {
            Interlocked.Increment(ref _there);
            if (Random.Next(4) == 0)
                _notify.NotifyLast();
            else
                _notify.NotifyOne();
            if (Random.Next(200) == 0)
                consumers[Random.Next(Consumers)].Abort();
            // Now and then no further notification comes until all items are fetched, so that a lost notification is noticed.
            if (Random.Next(50) == 0)
                SpinWait.SpinUntil(() => Volatile.Read(ref _there) == 0);
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref _fetched) == Items);
        while (!Array.TrueForAll(consumers, static consumer => consumer.IsFinished))
        {
            _notify.NotifyAll();
            Thread.Yield();
        }

        CheckNothingLeft(runtime);
        Check(_there == 0, "every item was fetched");
    }

    private async Task FetchAsync(IRuntime runtime, Random random)
    {
        Interlocked.Increment(ref _started);
        while (Volatile.Read(ref _fetched) < Items)
        {
            try
            {
                if (!TryFetch())
                    await WaitAsync(runtime, random);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async ValueTask WaitAsync(IRuntime runtime, Random random)
    {
        using var source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
        var ct = source?.Token ?? default;
        if (source is not null)
            runtime.Spawn(source.Cancel).Detach();
        if (random.Next(2) == 0)
        {
            await _notify.WaitAsync(ct);
            return;
        }

        using var ticket = _notify.Register();
        // If there are items, the ticket is disposed without a wait, and a notification that it got is passed on to another waiter.
        if (!TryFetch())
            await ticket.WaitAsync(ct);
    }

    private bool TryFetch()
    {
        var count = Interlocked.Exchange(ref _there, 0);
        if (count == 0)
            return false;
        Interlocked.Add(ref _fetched, count);
        Step();
        return true;
    }
}
