using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Bcl;

/// <summary>
/// Writes to a full channel that drops items. The suite also runs over the channels of System.Threading.Channels, so that its expectations
/// are those of the BCL.
/// </summary>
public abstract class DroppingContract : PlaceContract
{
    private readonly List<int> _dropped = [];

    public static TheoryData<BoundedChannelFullMode> Modes
        => [BoundedChannelFullMode.DropNewest, BoundedChannelFullMode.DropOldest, BoundedChannelFullMode.DropWrite];

    protected abstract (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create(int capacity, BoundedChannelFullMode mode, Action<int>? dropped);

    [Theory]
    [InlineData(BoundedChannelFullMode.DropNewest, new[] { 0, 1, 5 }, new[] { 2, 3, 4 })]
    [InlineData(BoundedChannelFullMode.DropOldest, new[] { 3, 4, 5 }, new[] { 0, 1, 2 })]
    [InlineData(BoundedChannelFullMode.DropWrite, new[] { 0, 1, 2 }, new[] { 3, 4, 5 })]
    public void Write_WhenFull_DropsTheItemThatTheModeNames(BoundedChannelFullMode mode, int[] left, int[] dropped) => Run(async () =>
    {
        var (writer, reader) = Create(3, mode, _dropped.Add);
        for (var i = 0; i < 6; i++)
        {
            Assert.True((await writer.WaitToWriteAsync()));
            if (i % 2 == 0)
                Assert.True(writer.TryWrite(i));
            else
                Assert.True(writer.WriteAsync(i).IsCompletedSuccessfully);
        }

        Assert.Equal(dropped, _dropped);
        Assert.Equal(3, reader.Count);
        writer.Complete();
        Assert.Equal(left, await ToListAsync(reader));
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WhenReadsMakeRoom_DropsNothing(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (writer, reader) = Create(2, mode, _dropped.Add);
        for (var i = 0; i < 500; i++)
        {
            Assert.True(writer.TryWrite(i));
            Assert.True(writer.TryWrite(-i));
            Assert.Equal((i, -i), (await reader.ReadAsync(), await reader.ReadAsync()));
        }

        Assert.Empty(_dropped);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WhenAReaderWaits_ReachesTheReader(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (writer, reader) = Create(1, mode, _dropped.Add);
        var read = reader.ReadAsync();
        Assert.True(writer.TryWrite(1));
        Assert.True(writer.TryWrite(2));
        Assert.Equal((1, 2), (await read, await reader.ReadAsync()));
        Assert.Empty(_dropped);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WhenCompleted_FailsAndDropsNothing(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (writer, reader) = Create(1, mode, _dropped.Add);
        Assert.True(writer.TryWrite(1));
        writer.Complete();
        Assert.False(writer.TryWrite(2));
        Assert.False(await writer.WaitToWriteAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await writer.WriteAsync(2));
        Assert.Empty(_dropped);
        Assert.Equal([1], await ToListAsync(reader));
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WithoutDropCallback_DropsSilently(BoundedChannelFullMode mode) => Run(() =>
    {
        var (writer, reader) = Create(1, mode, null);
        Assert.True(writer.TryWrite(1));
        Assert.True(writer.TryWrite(2));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        return Task.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void ItemDropped_WhenItThrows_WriteThrowsAndIsDone(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (writer, reader) = Create(1, mode, static _ => throw new FormatException());
        Assert.True(writer.TryWrite(1));
        Assert.Throws<FormatException>(() => writer.TryWrite(2));
        await Assert.ThrowsAsync<FormatException>(async () => await writer.WriteAsync(3));
        Assert.True(reader.TryRead(out var item));
        Assert.Equal(mode == BoundedChannelFullMode.DropWrite ? 1 : 3, item);
        Assert.True(writer.TryWrite(4));
        Assert.Equal(4, await reader.ReadAsync());
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void ItemDropped_WhenItReads_DoesNotDeadlock(BoundedChannelFullMode mode) => Run(() =>
    {
        ChannelReader<int> end = null!;
        var (writer, reader) = Create(1, mode, _ => Assert.True(end.TryRead(out var _)));
        end = reader;
        Assert.True(writer.TryWrite(1));
        Assert.True(writer.TryWrite(2));
        Assert.False(reader.TryRead(out _));
        return Task.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Writes_WhenConcurrent_EachItemIsReadOrDroppedOnce(BoundedChannelFullMode mode) => Run(async () =>
    {
        const int Writers = 3, Each = 3_000;
        var dropped = new int[Writers * Each];
        var (writer, reader) = Create(4, mode, item => Interlocked.Increment(ref dropped[item]));
        var reading = Task.Run(() => ToListAsync(reader));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await writer.WriteAsync((w * Each) + i);
        })));
        writer.Complete();
        var read = await reading;
        for (var w = 0; w < Writers; w++)
        {
            var mine = read.Where(item => item / Each == w).ToList();
            Assert.Equal(mine.Order(), mine);
        }

        foreach (var item in read)
            dropped[item]++;
        Assert.All(dropped, static times => Assert.Equal(1, times));
    });

    private static async Task<List<int>> ToListAsync(ChannelReader<int> reader)
    {
        var items = new List<int>();
        await foreach (var item in reader.ReadAllAsync())
            items.Add(item);
        return items;
    }
}

public abstract class OurDropping : DroppingContract
{
    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create(int capacity, BoundedChannelFullMode mode, Action<int>? dropped)
        => MpscChannel.CreateBounded(capacity, mode, dropped);
}

public sealed class BclDroppingTests : DroppingContract
{
    protected override (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create(int capacity, BoundedChannelFullMode mode, Action<int>? dropped)
    {
        var channel = Channel.CreateBounded(new BoundedChannelOptions(capacity) { FullMode = mode }, dropped);
        return (channel, channel);
    }

    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OurDroppingOffTheRuntimeTests : OurDropping
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OurDroppingOnOneWorkerTests : OurDropping
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OurDroppingOnASingleThreadedContextTests : OurDropping
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
