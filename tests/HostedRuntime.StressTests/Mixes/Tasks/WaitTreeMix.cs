namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// More bodies wait synchronously, concurrently or nested, than MaxCompensatingThreads allows threads at once. Further threads start at a
/// limited rate, and all bodies end.
/// </summary>
internal sealed class WaitTreeMix(int seed) : Mix(seed)
{
    public override void Run()
    {
        using var runtime = Create(RuntimeFlavor.MultiThread, options => options.MaxCompensatingThreads = Random.Next(1, 33));
        var (width, depth) = Random.Next(2) == 0 ? (Random.Next(20, 100), 1) : (Random.Next(1, 4), Random.Next(10, 30));
        var roots = Enumerable.Range(0, width).Select(_ => runtime.Spawn(() => Descend(runtime, depth))).ToArray();
        runtime.BlockOn(async () =>
        {
            foreach (var root in roots)
                Check(await root == depth, "every level was counted once");
        });
        CheckNothingLeft(runtime);
        Check(SpinWait.SpinUntil(() => runtime.Metrics.CompensatingThreads == 0, TimeSpan.FromSeconds(30)), "no extra thread is left");
    }

    private int Descend(IRuntime runtime, int depth)
    {
        Step();
        return depth == 0 ? 0 : 1 + runtime.Spawn(async () =>
        {
            await Task.Yield();
            return Descend(runtime, depth - 1);
        }).AsTask().Result;
    }
}
