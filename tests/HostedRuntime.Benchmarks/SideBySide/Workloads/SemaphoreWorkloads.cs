using HostedRuntime.Sync;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class SemaphoreWorkloads
{
    private const int Tasks = 6;
    private const int Permits = 2;
    private const int Rounds = 1_000;

    public static IEnumerable<Workload> All => [new("semaphore_contended_6_of_2", Tasks * Rounds, Contended, ContendedSlim)];

    private static void Contended(IRuntime rt)
    {
        var semaphore = new AsyncSemaphore(Permits);
        var left = new Countdown(Tasks);
        for (var t = 0; t < Tasks; t++)
        {
            rt.Spawn(async () =>
            {
                for (var i = 0; i < Rounds; i++)
                {
                    using (await semaphore.AcquireAsync())
                        await CurrentTask.YieldAsync();
                }

                left.Down();
            }).Detach();
        }

        left.Wait();
    }

    private static void ContendedSlim()
    {
        using var semaphore = new SemaphoreSlim(Permits, Permits);
        Wait(Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await semaphore.WaitAsync();
                await Task.Yield();
                semaphore.Release();
            }
        }))));
    }
}
