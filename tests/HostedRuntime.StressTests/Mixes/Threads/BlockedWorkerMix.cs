namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Bodies wait synchronously for their children, for contended locks and in BlockInPlace, on fewer workers than there are waits. All of
/// them end.
/// </summary>
internal sealed class BlockedWorkerMix(int seed) : Mix(seed)
{
    private readonly object _gate = new();
    private int _inside;

    public override void Run()
    {
        using var runtime = Create(RuntimeFlavor.MultiThread);
        var roots = Enumerable.Range(0, 16).Select(i => runtime.Spawn(() => Descend(runtime, new Random(Seed + i), 6))).ToArray();
        var sum = runtime.BlockOn(async () =>
        {
            var total = 0;
            foreach (var root in roots)
                total += await root;
            return total;
        });
        Check(sum == 16 * 7, "every level was counted once");
        CheckNothingLeft(runtime);
        Check(SpinWait.SpinUntil(() => runtime.Metrics.CompensatingThreads == 0, TimeSpan.FromSeconds(30)), "no extra thread is left");
    }

    private int Descend(IRuntime runtime, Random random, int depth)
    {
        Step();
        if (random.Next(3) == 0)
        {
            lock (_gate)
            {
                Check(++_inside == 1, "one at a time");
                Thread.SpinWait(random.Next(50_000));
                _inside--;
            }
        }

        if (depth == 0)
            return 1;
        var next = random.Next();
        return 1 + (random.Next(3) switch
        {
            0 => runtime.Spawn(() => Descend(runtime, new Random(next), depth - 1)).AsTask().Result,
            1 => AsyncRuntime.BlockInPlace(() => runtime.BlockOn(async () => await runtime.Spawn(() => Descend(runtime, new Random(next), depth - 1)))),
            _ => Later(runtime, next, depth - 1).Result,
        });
    }

    private async Task<int> Later(IRuntime runtime, int next, int depth)
    {
        await CurrentTask.YieldAsync();
        return await runtime.Spawn(() => Descend(runtime, new Random(next), depth));
    }
}
