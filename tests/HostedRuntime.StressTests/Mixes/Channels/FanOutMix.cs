using HostedRuntime.Channels;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// A broadcast, a watch and many oneshots run concurrently, with cancels and aborts of the waits. Each broadcast item is read or counted as
/// missed. All receivers see the last value of the watch, and each oneshot's reply arrives.
/// </summary>
internal sealed class FanOutMix(int seed) : Mix(seed)
{
    private const int Items = 5_000;
    private const int Replies = 2_000;
    private const int Receivers = 8;

    public override void Run()
    {
        using var runtime = Create();
        var checks = BroadcastToAll(runtime).Concat(WatchByAll(runtime)).Append(runtime.Spawn(() => ReplyAsync(runtime))).ToList();
        runtime.BlockOn(async () =>
        {
            foreach (var check in checks)
                await check;
        });
        CheckNothingLeft(runtime);
    }

    private IEnumerable<JoinHandle> BroadcastToAll(IRuntime runtime)
    {
        var (sender, first) = Broadcast.Create<int>(Random.Next(1, 100));
        var second = sender.Clone();
        var receivers = Enumerable.Range(0, Receivers).Select(i => i == 0 ? first : sender.Subscribe()).ToArray();
        foreach (var (receiver, i) in receivers.Select(static (receiver, i) => (receiver, i)))
            yield return runtime.Spawn(() => ReadToTheEndAsync(receiver, new Random(Seed + i)));
        yield return runtime.Spawn(() => SendAsync(sender, new Random(Seed + 101)));
        yield return runtime.Spawn(() => SendAsync(second, new Random(Seed + 102)));
    }

    private static async Task SendAsync(BroadcastSender<int> sender, Random random)
    {
        using (sender)
        {
            for (var i = 0; i < Items; i++)
            {
                Check(sender.Send(i) == Receivers, "a broadcast knows its receivers");
                if (random.Next(20) == 0)
                    await CurrentTask.YieldAsync();
            }
        }
    }

    private async Task ReadToTheEndAsync(BroadcastReceiver<int> receiver, Random random)
    {
        var read = 0L;
        for (var next = await ReadAsync(receiver, random); next is not { IsClosed: true }; next = await ReadAsync(receiver, random))
        {
            read += next?.Lagged ?? 0;
            if (next?.TryGetItem(out _) == true)
                read++;
            Step();
        }

        Check(read == 2 * Items, "every item of a broadcast is read, or counted as missed");
    }

    /// <summary>Reads from the broadcast.</summary>
    /// <returns>The result, or null if the read was cancelled.</returns>
    private static async Task<BroadcastRead<int>?> ReadAsync(BroadcastReceiver<int> receiver, Random random)
    {
        using var source = new CancellationTokenSource();
        var read = receiver.ReadAsync(source.Token).AsTask();
        if (random.Next(4) == 0)
            source.Cancel();
        try
        {
            return await read;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private IEnumerable<JoinHandle> WatchByAll(IRuntime runtime)
    {
        var (sender, first) = Watch.Create(0);
        foreach (var i in Enumerable.Range(0, Receivers))
        {
            var receiver = i == 0 ? first : first.Clone();
            if (i % 2 == 0)
                yield return runtime.Spawn(() => WatchAsync(receiver, new Random(Seed + i)));
            else
                yield return runtime.Spawn(async () => Check(await receiver.WaitForAsync(static value => value == Items) == Items, "a watch gives the value that is waited for"));
        }

        yield return runtime.Spawn(async () =>
        {
            for (var i = 0; i < Items; i++)
            {
                Check(sender.Update(static value => value + 1), "an update that changes the value says so");
                await CurrentTask.YieldAsync();
            }

            sender.Dispose();
        });
    }

    private async Task WatchAsync(WatchReceiver<int> receiver, Random random)
    {
        var last = 0;
        for (var goesOn = true; goesOn;)
        {
            using var source = new CancellationTokenSource();
            var changed = receiver.ChangedAsync(source.Token).AsTask();
            if (random.Next(4) == 0)
                source.Cancel();
            try
            {
                goesOn = await changed;
            }
            catch (OperationCanceledException)
            {
            }

            var value = receiver.Read();
            Check(value >= last, "a watch does not go back");
            last = value;
            Step();
        }

        Check(last == Items, "the last value of a watch is seen");
    }

    private async Task ReplyAsync(IRuntime runtime)
    {
        var random = new Random(Seed + 201);
        for (var i = 0; i < Replies; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            var expected = i;
            var aborted = runtime.Spawn(async () => await receiver.ReadAsync());
            runtime.Spawn(() => Check(sender.TrySend(expected), "a oneshot whose read was given up still takes its value")).Detach();
            if (random.Next(3) == 0)
                aborted.Abort();
            var outcome = await aborted.JoinAsync();
            var value = outcome.Status == JoinStatus.Completed ? outcome.Value : await receiver.ReadAsync();
            Check(value == expected, "what was sent is read, by the read that was aborted or by the next");
            Step();
        }
    }
}
