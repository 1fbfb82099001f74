using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>The memory that an empty channel keeps.</summary>
[Collection(nameof(Alone))]
public sealed class MpscMemoryTests
{
    private const int Limit = 10_000;

    [Fact]
    public void CreateBounded_WithAMillionPlaces_CostsUnder10Kilobytes()
    {
        MpscChannel.CreateBounded<long>(1_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (sender, receiver) = MpscChannel.CreateBounded<long>(1_000_000);
        Assert.True(sender.TryWrite(1));
        Assert.True(receiver.TryRead(out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, Limit);
    }

    [Fact]
    public void TryRead_AfterABurst_FreesMostSegments()
    {
        const int Channels = 20, Burst = 50_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var channels = Enumerable.Range(0, Channels).Select(static _ => MpscChannel.CreateBounded<long>(1_000_000)).ToArray();
        foreach (var (sender, receiver) in channels)
        {
            for (var i = 0; i < Burst; i++)
                Assert.True(sender.TryWrite(i));
            while (receiver.TryRead(out _))
            {
            }
        }

        // Each channel held 400 KB. A few hundred KB of other memory in the process are small compared with that.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Channels, long.MinValue, 4 * Limit);
        GC.KeepAlive(channels);
    }

    [Fact]
    public void TryRead_AnItem_ReleasesTheReference()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<object>(10);
        var item = SendAndRead(sender, receiver);
        GC.Collect();
        Assert.False(item.IsAlive);
        GC.KeepAlive(receiver);
    }

    private static WeakReference SendAndRead(Sender<object> sender, Receiver<object> receiver)
    {
        var item = new object();
        Assert.True(sender.TryWrite(item));
        Assert.True(receiver.TryRead(out _));
        return new WeakReference(item);
    }
}
