using System.Diagnostics;

namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// Producers and a consumer on a runtime, with tokens that fire and tasks that are aborted at random on both sides, from threads of
/// their own. An item whose send was cancelled is sent again, so each producer's numbers arrive without gap or repetition, or the channel is wrong.
/// </summary>
internal sealed class ChannelSoak(SoakChannel channel, int items, int seed)
{
    private const int Producers = 4;

    /// <summary>What each side waits under right now; the last place is the consumer's.</summary>
    private readonly CancellationTokenSource?[] _pending = new CancellationTokenSource?[Producers + 1];
    private readonly int[] _expected = new int[Producers];

    // A task that is aborted before it starts never runs, and would never end its sender.
    private int _started;
    private long _canceled;
    private long _read;
    private bool _isOver;

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    /// <summary>No item for that long: somebody is asleep for ever.</summary>
    public bool IsStuck { get; private set; }

    public long Read => Volatile.Read(ref _read);

    public long Canceled => Volatile.Read(ref _canceled);

    public bool IsRight => Lost == 0 && Doubled == 0 && !IsStuck && Read == items;

    public ChannelSoak Run(IRuntimeHandle runtime, TimeSpan patience)
    {
        var tasks = Enumerable.Range(0, Producers).Select(producer =>
        {
            var sender = channel.CreateSender();
            return runtime.Spawn(() => ProduceAsync(sender, producer));
        }).ToList();
        channel.Start();
        tasks.Add(runtime.Spawn(ConsumeAsync));
        SpinWait.SpinUntil(() => Volatile.Read(ref _started) == tasks.Count);
        Thread[] attackers = [new(Cancel), new(() => Abort(tasks))];
        foreach (var attacker in attackers)
            attacker.Start();
        Watch(tasks, patience);
        Volatile.Write(ref _isOver, true);
        foreach (var attacker in attackers)
            attacker.Join();
        return this;
    }

    public override string ToString()
        => $"{Read:N0} of {items:N0} items read, {Canceled:N0} waits cancelled or aborted: {Lost} lost, {Doubled} doubled{(IsStuck ? ", then stuck" : "")}";

    private async Task ProduceAsync(ISoakSender sender, int producer)
    {
        Interlocked.Increment(ref _started);
        var random = new Random(seed + producer);
        using (sender)
        {
            for (var sent = 0; sent < items / Producers;)
            {
                // The ways that send two items only while two are left.
                var way = sent + 1 < items / Producers ? random.Next(8) : 3;
                sent += await TryAsync(producer, random, ct => sender.SendAsync(new(producer, sent), way, ct)) ?? 0;
            }
        }
    }

    private async Task ConsumeAsync()
    {
        Interlocked.Increment(ref _started);
        var random = new Random(seed - 1);
        var buffer = new SoakItem[16];
        while (true)
        {
            var way = random.Next(3);
            if (await TryAsync(Producers, random, ct => channel.ReadAsync(buffer, way, ct)) is not { } count)
                continue;
            if (count == 0)
                return;
            foreach (var item in buffer.AsSpan(0, count))
                Account(item);
        }
    }

    /// <summary>Under a token that may be fired, one time out of two. Null: cancelled or aborted.</summary>
    private async ValueTask<int?> TryAsync(int place, Random random, Func<CancellationToken, ValueTask<int>> step)
    {
        var source = random.Next(2) == 0 ? new CancellationTokenSource() : null;
        Volatile.Write(ref _pending[place], source);
        try
        {
            return await step(source?.Token ?? default);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _canceled);
            return null;
        }
    }

    private void Account(SoakItem item)
    {
        var expected = _expected[item.Producer];
        if (item.Number < expected)
            Doubled++;
        else
            Lost += item.Number - expected;
        _expected[item.Producer] = Math.Max(expected, item.Number + 1);
        Volatile.Write(ref _read, _read + 1);
    }

    private void Cancel()
    {
        var random = new Random(seed - 2);
        while (!Volatile.Read(ref _isOver))
        {
            Volatile.Read(ref _pending[random.Next(_pending.Length)])?.Cancel();
            Thread.SpinWait(random.Next(100));
            if (random.Next(16) == 0)
                Thread.Yield();
        }
    }

    private void Abort(List<JoinHandle> tasks)
    {
        var random = new Random(seed - 3);
        while (!Volatile.Read(ref _isOver))
        {
            tasks[random.Next(tasks.Count)].Abort();
            Thread.Sleep(1);
        }
    }

    private void Watch(List<JoinHandle> tasks, TimeSpan patience)
    {
        var (seen, since) = (0L, Stopwatch.GetTimestamp());
        while (tasks.Exists(static task => !task.IsFinished))
        {
            if (Read != seen)
                (seen, since) = (Read, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > patience)
            {
                IsStuck = true;
                return;
            }

            Thread.Sleep(10);
        }
    }
}
