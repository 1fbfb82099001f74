using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class BlockingWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("spawn_blocking_join_each", 1_000, JoinEach, () => Wait(LongRunningEachAsync())),
        new("spawn_blocking_many_16", 10_000, ManyInFlight, () => Wait(LongRunningInFlightAsync())),
        new("block_on_ready", 1, static rt => rt.BlockOn(static () => Task.CompletedTask), null),
        new("block_on_spawn_join", 1, static rt => rt.BlockOn(async () => await rt.Spawn(static () => 1)), null),
    ];

    private static void JoinEach(IRuntime rt) => rt.BlockOn(async () =>
    {
        for (var i = 0; i < 1_000; i++)
            await rt.SpawnBlocking(static () => { });
    });

    private static async Task LongRunningEachAsync()
    {
        for (var i = 0; i < 1_000; i++)
            await LongRunning();
    }

    private static void ManyInFlight(IRuntime rt) => rt.BlockOn(async () =>
    {
        var inFlight = new Queue<JoinHandle>(16);
        for (var i = 0; i < 10_000; i++)
        {
            if (inFlight.Count == 16)
                await inFlight.Dequeue();
            inFlight.Enqueue(rt.SpawnBlocking(static () => { }));
        }

        foreach (var handle in inFlight)
            await handle;
    });

    private static async Task LongRunningInFlightAsync()
    {
        var inFlight = new Queue<Task>(16);
        for (var i = 0; i < 10_000; i++)
        {
            if (inFlight.Count == 16)
                await inFlight.Dequeue();
            inFlight.Enqueue(LongRunning());
        }

        await Task.WhenAll(inFlight);
    }

    private static Task LongRunning()
        => Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
