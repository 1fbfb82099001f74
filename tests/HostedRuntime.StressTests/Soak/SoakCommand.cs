using System.Diagnostics;

namespace HostedRuntime.StressTests.Soak;

/// <summary>Runs the long soak on our channel, then on that of the BCL.</summary>
internal static class SoakCommand
{
    /// <summary>So small that both sides often wait. Not below two, because some sends reserve two places.</summary>
    private const int Capacity = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs both soaks. The result of the BCL's channel is only printed.</summary>
    /// <returns>0 if our channel lost and doubled nothing and did not hang; otherwise 1.</returns>
    public static int Run(int items, int seed)
    {
        var ours = RunOn("ours", new OurChannel(Capacity), items, seed);
        RunOn("System.Threading.Channels", new BclChannel(Capacity), items, seed);
        return ours.IsRight ? 0 : 1;
    }

    private static ChannelSoak RunOn(string name, SoakChannel channel, int items, int seed)
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 4, ShutdownTimeout = TimeSpan.FromSeconds(1) });
        var start = Stopwatch.GetTimestamp();
        var soak = new ChannelSoak(channel, items, seed).Run(runtime, s_patience);
        Console.WriteLine($"{name}, seed {seed}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {soak}");
        return soak;
    }
}
