using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>What a channel costs that holds nothing.</summary>
[Collection(nameof(Alone))]
public sealed class MpscMemoryTests
{
    private const int Limit = 10_000;

    [Fact]
    public void CreateBounded_AMillion_CostsUnder10KilobytesWhenEmpty()
    {
        MpscChannel.CreateBounded<long>(1_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (sender, receiver) = MpscChannel.CreateBounded<long>(1_000_000);
        sender.TryWrite(1);
        receiver.TryRead(out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, Limit);
    }

    [Fact]
    public void TryRead_AfterABurst_KeepsLittleOfItsRoom()
    {
        const int Channels = 20, Burst = 50_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var channels = Enumerable.Range(0, Channels).Select(static _ => MpscChannel.CreateBounded<long>(1_000_000)).ToArray();
        foreach (var (sender, receiver) in channels)
        {
            for (var i = 0; i < Burst; i++)
                sender.TryWrite(i);
            while (receiver.TryRead(out _))
            {
            }
        }

        // Each held 400 KB; a few hundred KB of other things in the process do not matter beside that.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Channels, long.MinValue, 4 * Limit);
        GC.KeepAlive(channels);
    }

    [Fact]
    public void TryRead_AnItem_IsNotKeptByTheChannel()
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
        sender.TryWrite(item);
        Assert.True(receiver.TryRead(out _));
        return new WeakReference(item);
    }
}
