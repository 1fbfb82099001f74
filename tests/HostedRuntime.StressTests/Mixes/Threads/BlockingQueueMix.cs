namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// More blocking tasks are spawned than the queue has places. Some are refused, some are cancelled or aborted while they wait for a place,
/// some are aborted in the queue. In the end exactly as many places are free as at the start.
/// </summary>
internal sealed class BlockingQueueMix(int seed) : Mix(seed)
{
    private int _ran;
    private int _completed;
    private int _inside;
    private int _threads;
    private volatile bool _tooMany;

    public override void Run()
    {
        var limit = Random.Next(4);
        using var runtime = Create(options =>
        {
            options.BlockingQueueLimit = limit;
            _threads = options.MaxBlockingThreads;
        });
        var producers = Enumerable.Range(0, 10).Select(i => runtime.Spawn(ct => ProduceAsync(runtime, new Random(Seed + i), ct))).ToArray();
        for (var i = 0; i < 20; i++)
        {
            Thread.SpinWait(Random.Next(100_000));
            if (Random.Next(20) == 0)
                producers[Random.Next(producers.Length)].Abort();
        }

        runtime.BlockOn(async () =>
        {
            foreach (var producer in producers)
                Check((await producer.JoinAsync()).Status != JoinStatus.Faulted, "producers end well");
        });
        CheckNothingLeft(runtime);
        Check(!_tooMany, "never more bodies than threads");
        Check(Volatile.Read(ref _ran) >= Volatile.Read(ref _completed), "what completed has run");
        CheckPlaces(runtime, _threads + limit);
        runtime.ShutdownAsync(TimeSpan.FromSeconds(20)).Wait();
        Check(runtime.Metrics.PeakBlockingThreads <= _threads, "never more threads than the cap");
    }

    private async Task ProduceAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        for (var i = 0; i < 300; i++)
        {
            using var source = new CancellationTokenSource();
            var length = random.Next(5_000);
            try
            {
                var handle = random.Next(3) == 0
                    ? runtime.SpawnBlocking(() => Body(length))
                    : await Spawn(source, length, fate: random.Next(4));
                if (random.Next(4) == 0)
                    handle.Abort();
                if (random.Next(3) > 0 && (await handle.JoinAsync(ct)).Status == JoinStatus.Completed)
                    Interlocked.Increment(ref _completed);
            }
            catch (BlockingQueueFullException)
            {
                await CurrentTask.YieldAsync();
            }
            catch (OperationCanceledException) when (source.IsCancellationRequested && !ct.IsCancellationRequested)
            {
            }

            Step();
        }

        async Task<JoinHandle> Spawn(CancellationTokenSource source, int length, int fate)
        {
            var options = new SpawnOptions { CancellationToken = fate == 1 ? source.Token : default };
            var waiting = runtime.SpawnBlockingAsync(() => Body(length), options, fate == 2 ? source.Token : default).AsTask();
            if (fate is 1 or 2)
                source.CancelAfter(TimeSpan.FromTicks(random.Next(3_000)));
            return await waiting;
        }
    }

    private void Body(int length)
    {
        if (Interlocked.Increment(ref _inside) > _threads)
            _tooMany = true;
        Interlocked.Increment(ref _ran);
        Thread.SpinWait(length);
        Interlocked.Decrement(ref _inside);
    }

    private static void CheckPlaces(IRuntime runtime, int places)
    {
        using var gate = new ManualResetEventSlim();
        var all = Enumerable.Range(0, places).Select(_ => runtime.SpawnBlocking(gate.Wait)).ToArray();
        try
        {
            runtime.SpawnBlocking(() => { }).Detach();
            Check(false, "there is not a place too many");
        }
        catch (BlockingQueueFullException)
        {
        }

        gate.Set();
        Task.WaitAll(all.Select(task => task.AsTask()));
    }
}
