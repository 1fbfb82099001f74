namespace HostedRuntime.StressTests.Mixes;

/// <summary>Runtimes end while tasks are spawned and run. Every handle ends, and nothing is left.</summary>
internal sealed class ShutdownMix(int seed) : Mix(seed)
{
    public override void Run()
    {
        for (var round = 0; round < 60; round++)
        {
            var runtime = Create();
            var handles = new List<JoinHandle>[3];
            using var barrier = new Barrier(handles.Length + 1);
            var spawners = Enumerable.Range(0, handles.Length).Select(s => new Thread(() =>
            {
                var random = new Random(Seed + s);
                var mine = handles[s] = [];
                barrier.SignalAndWait();
                for (var i = 0; i < 300; i++)
                    mine.Add(SpawnOne(runtime, random));
            })).ToArray();
            foreach (var spawner in spawners)
                spawner.Start();
            barrier.SignalAndWait();
            Thread.SpinWait(Random.Next(50_000));
            var report = runtime.ShutdownAsync(TimeSpan.FromMilliseconds(Random.Next(3) == 0 ? 0 : 200)).Result;
            foreach (var spawner in spawners)
                spawner.Join();

            Check(
                SpinWait.SpinUntil(() => handles.All(each => each.TrueForAll(handle => handle.IsFinished)), TimeSpan.FromSeconds(20)),
                $"every handle ends after {report}");
            CheckNothingLeft(runtime);
            Step();
        }
    }

    private static JoinHandle SpawnOne(IRuntime runtime, Random random) => random.Next(5) switch
    {
        0 => runtime.Spawn(() => { }),
        1 => runtime.SpawnBlocking(() => { }),
        2 => runtime.Spawn(async () => await CurrentTask.YieldAsync()),
        3 => runtime.Spawn(async () => await runtime.Spawn(async () => await Task.Yield()).JoinAsync()),
        _ => runtime.Spawn(ct => Task.Delay(Timeout.Infinite, ct)),
    };
}
