namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Bodies sleep and compute for longer and shorter than the stall threshold, spawn in between, and wait for their children in every way.
/// Each body runs once, even if it is in the LIFO slot of a stalled worker, and all compensating threads end.
/// </summary>
internal sealed class StallMix(int seed) : Mix(seed)
{
    private int _ran;
    private int _spawned;

    public override void Run()
    {
        for (var round = 0; round < 4; round++)
        {
            using var runtime = Create(RuntimeFlavor.MultiThread, options => options.StallThreshold = TimeSpan.FromMilliseconds(10));
            (_ran, _spawned) = (0, 0);
            var roots = Enumerable.Range(0, 12).Select(i => Spawn(runtime, new Random(Random.Next()), 4)).ToArray();
            if (Random.Next(3) == 0)
            {
                // Even if the runtime ends at this moment, every handle must end.
                Thread.SpinWait(Random.Next(1_000_000));
                runtime.ShutdownAsync(TimeSpan.FromMilliseconds(Random.Next(50))).Wait();
                Check(SpinWait.SpinUntil(() => roots.All(root => root.IsFinished), TimeSpan.FromSeconds(30)), "every root ends");
                CheckNothingLeft(runtime);
                continue;
            }

            runtime.BlockOn(async () =>
            {
                foreach (var root in roots)
                    await root;
            });
            CheckNothingLeft(runtime);
            Check(Volatile.Read(ref _ran) == Volatile.Read(ref _spawned), "every body ran once");
            Check(SpinWait.SpinUntil(() => runtime.Metrics.CompensatingThreads == 0, TimeSpan.FromSeconds(30)), "no extra thread is left");
        }
    }

    private JoinHandle Spawn(IRuntime runtime, Random random, int depth)
    {
        Interlocked.Increment(ref _spawned);
        return runtime.Spawn(() => BodyAsync(runtime, random, depth));
    }

    private async Task BodyAsync(IRuntime runtime, Random random, int depth)
    {
        Interlocked.Increment(ref _ran);
        Step();
        Stall(random);
        var children = new List<JoinHandle>();
        for (var i = random.Next(3); i > 0 && depth > 0; i--)
        {
            children.Add(Spawn(runtime, new Random(random.Next()), depth - 1));
            Stall(random);
            if (random.Next(3) == 0)
                await CurrentTask.YieldAsync();
        }

        foreach (var child in children)
        {
            switch (random.Next(4))
            {
                case 0:
                    child.AsTask().Wait();
                    break;
                case 1:
                    // A wait that the runtime does not know of.
                    while (!child.IsFinished)
                        Thread.Sleep(1);
                    break;
                case 2:
                    AsyncRuntime.BlockInPlace(() => child.AsTask().Wait());
                    break;
                default:
                    await child;
                    break;
            }
        }
    }

    private static void Stall(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                Thread.Sleep(random.Next(30));
                break;
            case 1:
                Thread.SpinWait(random.Next(2_000_000));
                break;
            default:
                break;
        }
    }
}
