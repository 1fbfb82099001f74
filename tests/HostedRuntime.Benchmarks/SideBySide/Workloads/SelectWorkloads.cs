using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class SelectWorkloads
{
    private const int Items = 10_000;
    private const int Capacity = 128;

    public static IEnumerable<Workload> All =>
    [
        new("select_2_channels", Items, TwoChannels, () => Wait(Task.Run(TwoChannelsOnThePoolAsync))),
        new("select_channel_or_timeout", Items, OrTimeout, () => Wait(Task.Run(OrTimeoutOnThePoolAsync))),
    ];

    private static void TwoChannels(IRuntime rt) => rt.BlockOn(async () => await rt.Spawn(async () =>
    {
        var left = Select.Read(Filled(rt, Items / 2));
        var right = Select.Read(Filled(rt, Items / 2));
        var selection = Select.Of(left, right);
        var sum = 0;
        while (await selection.WaitAsync() is { } won)
            sum += won == left ? left.Value : right.Value;
        Check(sum, 2 * Sum(Items / 2));
    }));

    private static void OrTimeout(IRuntime rt) => rt.BlockOn(async () => await rt.Spawn(async () =>
    {
        var read = Select.Read(Filled(rt, Items));
        var timeout = Select.Timeout(TimeSpan.FromSeconds(10));
        var selection = Select.Of(read, timeout);
        var sum = 0;
        for (var i = 0; i < Items; i++)
        {
            if (await selection.WaitAsync() != read)
                throw new TimeoutException();
            sum += read.Value;
        }

        Check(sum, Sum(Items));
    }));

    private static Receiver<int> Filled(IRuntime rt, int items)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(Capacity);
        rt.Spawn(async () =>
        {
            using (sender)
            {
                for (var i = 0; i < items; i++)
                    await sender.WriteAsync(i);
            }
        }).Detach();
        return receiver;
    }

    private static async Task TwoChannelsOnThePoolAsync()
    {
        ChannelReader<int>[] readers = [FilledOnThePool(Items / 2), FilledOnThePool(Items / 2)];
        Task<bool>?[] waits = [null, null];
        var (sum, live) = (0, 2);
        while (live > 0)
        {
            for (var i = 0; i < 2; i++)
            {
                while (readers[i].TryRead(out var item))
                    sum += item;
            }

            for (var i = 0; i < 2; i++)
                waits[i] = waits[i] is { IsCompleted: false } pending ? pending : readers[i].WaitToReadAsync().AsTask();
            await Task.WhenAny(waits!);
            live = waits.Count(static wait => !wait!.IsCompleted || wait.Result);
        }

        Check(sum, 2 * Sum(Items / 2));
    }

    private static async Task OrTimeoutOnThePoolAsync()
    {
        var reader = FilledOnThePool(Items);
        var timeout = new CancellationTokenSource();
        var sum = 0;
        for (var i = 0; i < Items; i++)
        {
            timeout.CancelAfter(TimeSpan.FromSeconds(10));
            sum += await reader.ReadAsync(timeout.Token);
            if (!timeout.TryReset())
                timeout = new CancellationTokenSource();
        }

        Check(sum, Sum(Items));
    }

    private static ChannelReader<int> FilledOnThePool(int items)
    {
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            for (var i = 0; i < items; i++)
                await channel.Writer.WriteAsync(i);
            channel.Writer.Complete();
        });
        return channel.Reader;
    }

    private static int Sum(int items) => items * (items - 1) / 2;

    private static void Check(int sum, int expected)
    {
        if (sum != expected)
            throw new InvalidOperationException($"The sum of the items is {sum} instead of {expected}.");
    }
}
