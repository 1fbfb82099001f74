namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Tasks that spawn tasks, on workers and blocking threads. They are joined, dropped or aborted at random, and no body runs twice.
/// </summary>
internal sealed class SpawnTreeMix(int seed) : Mix(seed)
{
    private int _ran;
    private int _spawned;

    public override void Run()
    {
        using var runtime = Create();
        var roots = Enumerable.Range(0, 40).Select(i => Grow(runtime, new Random(Seed + i), depth: 6)).ToArray();
        runtime.BlockOn(async () =>
        {
            foreach (var root in roots)
                await root.JoinAsync();
        });
        CheckNothingLeft(runtime);
        Check(Volatile.Read(ref _ran) <= Volatile.Read(ref _spawned), "no body ran twice");
    }

    private JoinHandle Grow(IRuntime runtime, Random random, int depth)
    {
        Interlocked.Increment(ref _spawned);
        var (children, yields, style, fate) = (random.Next(4), random.Next(4), random.Next(4), random.Next(6));
        var next = random.Next();
        var handle = style switch
        {
            0 => runtime.SpawnBlocking(Ran),
            1 => runtime.Spawn(Ran),
            _ => runtime.Spawn(BodyAsync),
        };
        if (fate == 0)
            handle.Abort();
        return handle;

        async Task BodyAsync(CancellationToken ct)
        {
            Ran();
            for (var i = 0; i < yields; i++)
                await (i % 2 == 0 ? CurrentTask.YieldAsync() : YieldOfTheBcl());
            if (depth == 0)
                return;
            var mine = new Random(next);
            var spawned = Enumerable.Range(0, children).Select(_ => Grow(runtime, mine, depth - 1)).ToArray();
            foreach (var child in spawned)
            {
                if (mine.Next(3) == 0)
                    child.Abort();
                if (mine.Next(2) == 0)
                    await child.JoinAsync(CancellationToken.None);
            }

            ct.ThrowIfCancellationRequested();
        }
    }

    private void Ran()
    {
        Interlocked.Increment(ref _ran);
        Step();
    }

    private static async ValueTask YieldOfTheBcl() => await Task.Yield();
}
