using System.Threading.Channels;
using HostedRuntime.Channels;

namespace HostedRuntime.InteropTests;

/// <summary>Code that knows only System.Threading.Channels uses both ends of our channels.</summary>
public sealed class ChannelReaderTests
{
    private const int Items = 1_000;

    [Fact]
    public async Task ReadAllAsync_ByForeignReader_ReturnsEveryItem()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(16);
        var sum = SumAsync(receiver);
        await FillAsync(sender);
        Assert.Equal(Enumerable.Range(0, Items).Sum(), await sum);
    }

    [Fact]
    public async Task TryRead_AfterWaitToReadAsync_ReturnsEveryItem()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var drained = DrainAsync(receiver);
        await FillAsync(sender);
        Assert.Equal(Enumerable.Range(0, Items), await drained);
    }

    [Fact]
    public async Task ReadAllAsync_InParallelForEach_ReturnsEachItemOnce()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(16);
        var seen = new int[Items];
        var all = Parallel.ForEachAsync(((ChannelReader<int>)receiver).ReadAllAsync(), (item, _) =>
        {
            Interlocked.Increment(ref seen[item]);
            return ValueTask.CompletedTask;
        });
        await FillAsync(sender);
        await all;
        Assert.All(seen, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Complete_BySeveralProducers_LastCompletesChannel()
    {
        var (first, receiver) = MpscChannel.CreateBounded<int>(16);
        var second = first.Clone();
        var sum = SumAsync(receiver);
        await Task.WhenAll(FillAsync(first), FillAsync(second));
        Assert.Equal(2 * Enumerable.Range(0, Items).Sum(), await sum);
        await receiver.Completion;
    }

    [Fact]
    public async Task Complete_WithError_ThrowsInReader()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(16);
        ((ChannelWriter<int>)sender).Complete(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => SumAsync(receiver));
        await Assert.ThrowsAsync<FormatException>(() => receiver.Completion);
    }

    private static async Task<int> SumAsync(ChannelReader<int> reader)
    {
        var sum = 0;
        await foreach (var item in reader.ReadAllAsync().ConfigureAwait(false))
            sum += item;
        return sum;
    }

    private static async Task<List<int>> DrainAsync(ChannelReader<int> reader)
    {
        var items = new List<int>();
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryPeek(out var next) && reader.TryRead(out var item))
            {
                Assert.Equal(next, item);
                items.Add(item);
            }
        }

        return items;
    }

    private static async Task FillAsync(ChannelWriter<int> writer)
    {
        for (var i = 0; i < Items; i++)
        {
            while (!writer.TryWrite(i))
                Assert.True(await writer.WaitToWriteAsync());
        }

        writer.Complete();
    }
}
