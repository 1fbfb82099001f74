using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Bcl;

/// <summary>
/// A dropping channel adds two things to the BCL's: permits, whose places no other writer can take, and writes past the budget of a poll.
/// </summary>
public abstract class DroppingPermitContract : PlaceContract
{
    private readonly List<int> _dropped = [];

    public static TheoryData<BoundedChannelFullMode> Modes => DroppingContract.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WhenAllPlacesAreReserved_IsDropped(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(2, mode, _dropped.Add);
        Assert.True(sender.TryReserve(2, out var permit));
        Assert.Equal(0, sender.FreeCapacity);
        Assert.True(sender.TryWrite(1));
        await sender.WriteAsync(2);
        Assert.Equal([1, 2], _dropped);
        permit.Send(3);
        permit.Send(4);
        Assert.Equal((3, 4), (await receiver.ReadAsync(), await receiver.ReadAsync()));
        Assert.Equal((2, 2), (_dropped.Count, receiver.FreeCapacity));
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Write_WhenAllReservedAndAReaderWaits_ReachesTheReader(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1, mode, _dropped.Add);
        using var permit = await sender.ReserveAsync();
        var read = receiver.ReadAsync();
        Assert.True(sender.TryWrite(1));
        Assert.Equal(1, await read);
        Assert.Empty(_dropped);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void ReserveAsync_WhileWritersDropItems_IsNotStarved(BoundedChannelFullMode mode) => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(2, mode, _dropped.Add);
        Assert.True(sender.TryWrite(1));
        Assert.True(sender.TryWrite(2));
        var waiting = sender.ReserveAsync(2);
        for (var i = 3; i < 5; i++)
        {
            // The read frees a place. The write must not take it, because the reservation waits for it.
            Assert.True(receiver.TryRead(out _));
            Assert.True(sender.TryWrite(i));
        }

        while (receiver.TryRead(out _))
        {
        }

        using var permit = await waiting;
        Assert.Equal((2, 0), (permit.Remaining, sender.FreeCapacity));
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void WriteAsync_WhenBudgetIsSpent_KeepsOrDropsEachItemOnce(BoundedChannelFullMode mode) => Run(async () =>
    {
        const int Items = 1_000;
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4, mode, _dropped.Add);
        for (var i = 0; i < Items; i++)
            await sender.WriteAsync(i);
        sender.Dispose();
        var read = new List<int>();
        await foreach (var item in receiver.ReadAllAsync())
            read.Add(item);
        Assert.Equal(4, read.Count);
        Assert.Equal(Enumerable.Range(0, Items), read.Concat(_dropped).Order());
    });

    [Fact]
    public void CreateBounded_WithInvalidModeOrCapacity_Throws() => Run(() =>
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>("fullMode", () => MpscChannel.CreateBounded<int>(1, (BoundedChannelFullMode)9));
        Assert.Contains("one of Wait, DropNewest, DropOldest and DropWrite", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => MpscChannel.CreateBounded<int>(0, BoundedChannelFullMode.DropWrite));
        return Task.CompletedTask;
    });

    [Fact]
    public void CreateBounded_WithWait_DropsNothing() => Run(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1, BoundedChannelFullMode.Wait, _dropped.Add);
        await sender.WriteAsync(1);
        Assert.False(sender.TryWrite(2));
        var waiting = sender.WriteAsync(2);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, await receiver.ReadAsync());
        await waiting;
        Assert.Empty(_dropped);
    });
}

public sealed class DroppingPermitOnOneWorkerTests : DroppingPermitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class DroppingPermitOffTheRuntimeTests : DroppingPermitContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}
