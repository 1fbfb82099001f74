using System.Runtime.CompilerServices;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Metrics;

/// <summary>Which runtimes a meter reads, and for how long.</summary>
public sealed class RuntimeMeterTests
{
    // The meter of runtimes without a factory has no scope; other tests report to it too.
    private static MeterReader ReadShared() => new(static meter => meter.Scope is null);

    private static double[] Spawned(MeterReader reader, string name)
        => [.. reader.Read("hosted_runtime.task.spawned").Where(reading => reading.Runtime == name).Select(static reading => reading.Value)];

    [Fact]
    public void Read_WithoutFactory_FindsRuntimeInSharedMeter()
    {
        using var reader = ReadShared();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "bare");
        rt.BlockOn(async () => await rt.Spawn(static () => { }));
        Assert.Equal([2], Spawned(reader, "bare"));
    }

    [Fact]
    public void Read_AfterDispose_FindsRuntimeNoMore()
    {
        using var reader = ReadShared();
        using (var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "ended"))
            Assert.Single(Spawned(reader, "ended"));
        Assert.Empty(Spawned(reader, "ended"));
    }

    [Fact]
    public void Read_OfTwoRuntimes_TellsThemApartByName()
    {
        using var reader = ReadShared();
        using var one = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "one of two");
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "two of two");
        other.BlockOn(async () => await other.Spawn(static () => { }));
        Assert.Equal([0], Spawned(reader, "one of two"));
        Assert.Equal([2], Spawned(reader, "two of two"));
    }

    [Fact]
    public void Create_WithSameFactoryTwice_HasEachInstrumentOnce()
    {
        using var metered = new MeteredRuntime();
        using var second = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "second", meterFactory: metered);
        lock (metered.Reader.Instruments)
            Assert.Equal(metered.Reader.Instruments.Count, metered.Reader.Instruments.DistinctBy(static instrument => instrument.Name).Count());
        Assert.Equal(["metered", "second"], metered.Reader.Read("hosted_runtime.task.spawned").Select(static reading => reading.Runtime).Order());
    }

    [Fact]
    public void Create_Unstarted_HasNoWorkersYet()
    {
        using var metered = new MeteredRuntime();
        using var unstarted = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 }, name: "unstarted", meterFactory: metered);
        Assert.Equal(0, metered.Reader.Read("hosted_runtime.worker.count").Single(static reading => reading.Runtime == "unstarted" && reading.Attributes["hosted_runtime.worker.kind"] == "core").Value);
    }

    [Fact]
    public void Meter_OfRuntimeThatWasDropped_DoesNotKeepIt()
    {
        using var reader = ReadShared();
        var dropped = CreateAndDrop();
        Signals.SpinUntil(
            () =>
            {
                GC.Collect();
                return !dropped.TryGetTarget(out _);
            },
            "the runtime is collected");
        Assert.Empty(Spawned(reader, "dropped"));
    }

    [Fact]
    public void Instruments_Names_FollowTheConventions()
    {
        using var metered = new MeteredRuntime();
        lock (metered.Reader.Instruments)
        {
            Assert.All(metered.Reader.Instruments, static instrument =>
            {
                Assert.Matches("^hosted_runtime(\\.[a-z]+(_[a-z]+)*)+$", instrument.Name);
                Assert.Matches("^(s|\\{[a-z]+\\})$", instrument.Unit!);
                Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal);
            });
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<IRuntime> CreateAndDrop()
        => new(AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 }, name: "dropped"));
}
