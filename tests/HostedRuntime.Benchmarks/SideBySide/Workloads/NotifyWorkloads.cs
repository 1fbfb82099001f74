using HostedRuntime.Sync;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class NotifyWorkloads
{
    private const int Rounds = 10_000;

    public static IEnumerable<Workload> All => [new("notify_one_ping_pong", Rounds, PingPong, PingPongSlim)];

    private static void PingPong(IRuntime rt)
    {
        var (ping, pong) = (new AsyncNotify(), new AsyncNotify());
        var left = new Countdown(1);
        rt.Spawn(async () =>
        {
            var other = rt.Spawn(async () =>
            {
                for (var i = 0; i < Rounds; i++)
                {
                    await ping.WaitAsync();
                    pong.NotifyOne();
                }
            });
            for (var i = 0; i < Rounds; i++)
            {
                ping.NotifyOne();
                await pong.WaitAsync();
            }

            await other;
            left.Down();
        }).Detach();
        left.Wait();
    }

    private static void PingPongSlim()
    {
        using var ping = new SemaphoreSlim(0);
        using var pong = new SemaphoreSlim(0);
        Wait(Task.Run(async () =>
        {
            var other = Task.Run(async () =>
            {
                for (var i = 0; i < Rounds; i++)
                {
                    await ping.WaitAsync();
                    pong.Release();
                }
            });
            for (var i = 0; i < Rounds; i++)
            {
                ping.Release();
                await pong.WaitAsync();
            }

            await other;
        }));
    }
}
