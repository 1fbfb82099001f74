using System.Threading.Channels;

namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "channels" of the contract.</summary>
public abstract class ChannelContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Channel_OneSender_KeepsOrder()
    {
        var name = NewId("channel");
        var received = Collect(Nodes.ChannelsOf(1).Bounded<int>(name, 4));
        var channel = Nodes.ChannelsOf(0).Bounded<int>(name, 4);
        for (var i = 0; i < 50; i++)
            await channel.SendAsync(i);
        await channel.CompleteAsync();

        Assert.Equal(Enumerable.Range(0, 50), await received);
    }

    [Fact(Timeout = Limit)]
    public async Task Channel_ManyEnds_DeliverEachItemOnce()
    {
        var name = NewId("channel");
        var receivers = Task.WhenAll(Enumerable.Range(0, 3).Select(i => Collect(Nodes.ChannelsOf(i).Bounded<int>(name, 4))));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
        {
            var channel = Nodes.ChannelsOf(i).Bounded<int>(name, 4);
            for (var k = 0; k < 20; k++)
                await channel.SendAsync((i * 20) + k);
        }));
        await Nodes.ChannelsOf(0).Bounded<int>(name, 4).CompleteAsync();

        Assert.Equal(Enumerable.Range(0, 60), (await receivers).SelectMany(static items => items).Order());
    }

    [Fact(Timeout = Limit)]
    public async Task Send_WhenFull_WaitsUntilAnItemIsReceived()
    {
        var name = NewId("channel");
        var channel = Nodes.ChannelsOf(0).Bounded<string>(name, 2);
        await channel.SendAsync("a");
        await channel.SendAsync("b");
        var third = channel.SendAsync("c");
        using var stop = new CancellationTokenSource();
        var fourth = Nodes.ChannelsOf(1).Bounded<string>(name, 2).SendAsync("never accepted", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
        Assert.False(third.IsCompleted);

        var reader = Nodes.ChannelsOf(2).Bounded<string>(name, 2);
        Assert.Equal("a", await reader.ReceiveAsync());
        await third;
        await channel.CompleteAsync();
        Assert.Equal(["b", "c"], await Collect(reader));
    }

    [Fact(Timeout = Limit)]
    public async Task Receive_WhenTokenFires_LosesNoItem()
    {
        var name = NewId("channel");
        var reader = Nodes.ChannelsOf(0).Bounded<string>(name, 2);
        using var stop = new CancellationTokenSource();
        var receive = reader.ReceiveAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        await Nodes.ChannelsOf(1).Bounded<string>(name, 2).SendAsync("kept");

        Assert.Equal("kept", await reader.ReceiveAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task ReceiveMany_WhenItemsAreThere_TakesThemAtOnce()
    {
        var name = NewId("channel");
        var channel = Nodes.ChannelsOf(0).Bounded<int>(name, 8);
        for (var i = 0; i < 5; i++)
            await channel.SendAsync(i);

        Assert.Equal([0, 1, 2], await Nodes.ChannelsOf(1).Bounded<int>(name, 8).ReceiveManyAsync(3));
        Assert.Equal([3, 4], await Nodes.ChannelsOf(1).Bounded<int>(name, 8).ReceiveManyAsync(100));
    }

    [Fact(Timeout = Limit)]
    public async Task Complete_WhenItemsAreLeft_ClosesAfterTheLast()
    {
        var name = NewId("channel");
        var channel = Nodes.ChannelsOf(0).Bounded<int>(name, 8);
        var reader = Nodes.ChannelsOf(1).Bounded<int>(name, 8);
        await channel.SendAsync(1);
        await channel.CompleteAsync();
        await Assert.ThrowsAsync<ChannelClosedException>(() => channel.SendAsync(2));

        Assert.Equal(1, await reader.ReceiveAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(() => reader.ReceiveAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Bounded_WhenCapacityDiffers_Throws()
    {
        var name = NewId("channel");
        await Nodes.ChannelsOf(0).Bounded<int>(name, 8).SendAsync(1);

        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => Nodes.ChannelsOf(1).Bounded<int>(name, 9).SendAsync(1));
        Assert.Contains("has a capacity of 8, and was asked for with 9", wrong.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Send_WhenItemIsOverOneMiB_Throws()
        => await Assert.ThrowsAsync<ArgumentException>(() => Nodes.ChannelsOf(0).Bounded<string>(NewId("channel"), 1).SendAsync(new string('x', 1024 * 1024)));

    private static async Task<List<T>> Collect<T>(ClusterChannel<T> channel)
    {
        var items = new List<T>();
        await foreach (var item in channel.ReceiveAllAsync())
            items.Add(item);
        return items;
    }
}
