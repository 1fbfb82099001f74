using HostedRuntime.Scheduling;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Starts of threads fail at random while bodies wait synchronously, block and sleep. At times all of them fail while the runtime ends. The
/// start of the runtime succeeds as a whole or can be repeated, each body runs once, and the runtime ends.
/// </summary>
internal sealed class RefusedThreadMix(int seed) : Mix(seed)
{
    private int _chance;
    private long _blockingRuns;

    public override void Run()
    {
        // Short, because Linux cuts long thread names.
        var name = $"r{(uint)Seed % 1_000_000}";
        _chance = Random.Next(10, 90);
        using var refusal = ThreadStarter.Refuse(thread => thread.StartsWith($"{name}-", StringComparison.Ordinal) && Random.Shared.Next(100) < Volatile.Read(ref _chance));
        using var runtime = CreateUnstarted(options => options.ThreadName = name);
        Start(runtime);
        var bodies = Random.Next(5, 30);
        var all = Enumerable.Range(0, bodies).Select(i => runtime.Spawn(() => Body(runtime, i))).ToArray();
        runtime.BlockOn(async () =>
        {
            foreach (var body in all)
                await body;
        });
        Check(Interlocked.Read(ref _blockingRuns) == bodies, "each blocking body has run once");
        CheckNothingLeft(runtime);

        var endless = runtime.Spawn(async () =>
        {
            while (true)
                await CurrentTask.YieldAsync();
        });
        if (Random.Next(2) == 0)
            Volatile.Write(ref _chance, 100);
        var report = runtime.ShutdownAsync(TimeSpan.FromMilliseconds(50)).GetAwaiter().GetResult();
        Check(endless.IsFinished || report.StillRunning.Count == 1, "what did not end is in the report");
    }

    private async Task Body(IRuntime runtime, int number)
    {
        var blocking = runtime.SpawnBlocking(() => Interlocked.Increment(ref _blockingRuns));
        if (runtime.Flavor != RuntimeFlavor.CurrentThread)
            Check(runtime.Spawn(async () => { await Task.Yield(); return number; }).AsTask().Result == number, "the child's result comes back");
        Step();
        await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
        if (runtime.Flavor != RuntimeFlavor.CurrentThread)
            AsyncRuntime.BlockInPlace(() => runtime.BlockOn(async () => await runtime.Spawn(() => { })));
        await blocking;
        Step();
    }

    private void Start(IRuntime runtime)
    {
        while (true)
        {
            try
            {
                runtime.Start();
                return;
            }
            catch (ThreadUnavailableException)
            {
                Check(runtime.State == RuntimeState.Created, "a start that failed changes nothing");
                Step();
                Volatile.Write(ref _chance, Math.Max(5, _chance - 5));
            }
        }
    }
}
