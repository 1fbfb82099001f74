namespace HostedRuntime.StressTests.Mixes;

/// <summary>Threads that are not workers spawn single tasks while the workers are about to park. Each task runs.</summary>
internal sealed class WakeUpMix(int seed) : Mix(seed)
{
    public override void Run()
    {
        using var runtime = Create();
        var threads = Enumerable.Range(0, Random.Next(1, 4)).Select(index => new Thread(() => Spawn(runtime, new Random(Seed + index)))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        CheckNothingLeft(runtime);
    }

    private void Spawn(IRuntime runtime, Random random)
    {
        for (var i = 0; i < 3_000; i++)
        {
            using var done = new ManualResetEventSlim();
            switch (random.Next(3))
            {
                case 0:
                    runtime.Spawn(done.Set).Detach();
                    break;
                case 1:
                    runtime.SpawnBlocking(done.Set).Detach();
                    break;
                default:
                    runtime.Spawn(async () =>
                    {
                        await runtime.Spawn(() => { });
                        await CurrentTask.YieldAsync();
                        done.Set();
                    }).Detach();
                    break;
            }

            done.Wait();
            Step();
            Thread.SpinWait(random.Next(3_000));
        }
    }
}
