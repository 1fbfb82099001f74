using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

public sealed class WorkerAffinityTests
{
    private const int Limit = 60_000;

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3,6", "0-3,6")]
    [InlineData(" 1 - 2 , 0 ", "0-2")]
    [InlineData("5,5,4-6", "4-6")]
    [InlineData("63-65,1023", "63-65,1023")]
    public void TryParse_ValidList_ReturnsTheSet(string text, string set)
    {
        Assert.True(ProcessorSet.TryParse(text, out var processors));
        Assert.Equal(set, processors.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("1024")]
    [InlineData("0x1")]
    public void TryParse_InvalidList_ReturnsFalse(string text) => Assert.False(ProcessorSet.TryParse(text, out _));

    [Fact]
    public void IsWithin_TwoSets_ReturnsIfOneIsASubset()
    {
        Assert.True(Set("0-3").IsWithin(Set("0-4")));
        Assert.False(Set("0-5").IsWithin(Set("0-4")));
        Assert.False(Set("64").IsWithin(new ProcessorSet([ulong.MaxValue])));
    }

    [Theory(Timeout = Limit)]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public async Task WorkerAffinity_WhenSet_AppliesToWorkersOnly(RuntimeFlavor flavor)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux reports the processors of a thread");
        var all = ThreadAffinity.Available()!.ToString();
        var one = all.Split(',', '-')[^1];
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1, WorkerAffinity = one });

        Assert.Equal(one, await rt.Spawn(OfThisThread));
        // The worker makes the blocking thread, and its body starts the other thread. Neither may inherit the worker's affinity.
        var (blocking, started) = await rt.Spawn(async () =>
        {
            var inPool = await rt.SpawnBlocking(OfThisThread);
            var inThread = "";
            var thread = new Thread(() => inThread = OfThisThread());
            thread.Start();
            thread.Join();
            return (inPool, inThread);
        });
        Assert.Equal((all, all), (blocking, started));
    }

    [Fact(Timeout = Limit)]
    public async Task WorkerAffinity_WhenWorkerBlocks_AppliesToNewThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux reports the processors of a thread");
        var one = ThreadAffinity.Available()!.ToString().Split(',', '-')[0];
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, WorkerAffinity = one });
        Assert.Equal(one, await rt.Spawn(() => AsyncRuntime.BlockInPlace(() => rt.Spawn(OfThisThread).AsTask().GetAwaiter().GetResult())));
    }

    [Fact]
    public void Validate_AffinityToUnknownProcessor_ReportsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "this system has no thread affinity");
        var all = ThreadAffinity.Available();
        Assert.Equal([$"WorkerAffinity is 1023; allowed: processors of {all}, as in '0-3,6', or none."], new RuntimeOptions { WorkerAffinity = "1023" }.Validate());
        Assert.Equal([$"WorkerAffinity is some; allowed: processors of {all}, as in '0-3,6', or none."], new RuntimeOptions { WorkerAffinity = "some" }.Validate());
    }

    [Fact]
    public void Validate_AffinityWithThreadPool_ReportsIt()
        => Assert.Equal(
            ["WorkerAffinity is 0; allowed: none beside ThreadPool."], new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool, WorkerAffinity = "0" }.Validate());

    private static ProcessorSet Set(string text) => ProcessorSet.TryParse(text, out var set) ? set : throw new FormatException(text);

    private static string OfThisThread()
        => File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim();
}
