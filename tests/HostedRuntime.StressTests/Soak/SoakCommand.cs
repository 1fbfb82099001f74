using System.Diagnostics;

namespace HostedRuntime.StressTests.Soak;

/// <summary>The long soak of the channel, and the same program on the BCL's.</summary>
internal static class SoakCommand
{
    /// <summary>So few places that both sides wait all the time; two, because some sends want two.</summary>
    private const int Capacity = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Zero unless ours lost, doubled or forgot something; what the BCL's does is printed only.</summary>
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
