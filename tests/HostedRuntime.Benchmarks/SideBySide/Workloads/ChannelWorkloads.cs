using System.Threading.Channels;
using HostedRuntime.Channels;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class ChannelWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("channel_ping_pong", 10_000, PingPong, () => Wait(Task.Run(PingPongOnThePoolAsync))),
        new("mpsc_contention_bounded", 5_000, rt => Contention(rt, 1_000_000), () => ContentionOnThePool(1_000_000)),
        new("mpsc_contention_bounded_full", 5_000, rt => Contention(rt, 100), () => ContentionOnThePool(100)),
        new("mpsc_contention_unbounded", 5_000, rt => Contention(rt, null), () => ContentionOnThePool(null)),
        new("mpsc_contention_unbounded_recv_many", 5_000, ContentionInBatches, ContentionInBatchesOnThePool),
        new("mpsc_uncontended_bounded", 5_000, Uncontended, () => Wait(Task.Run(UncontendedOnThePoolAsync))),
        new("mpsc_pipeline_1p1c_cap128", 100_000, Pipeline, PipelineOnThePool),
    ];

    private static void PingPong(IRuntime rt) => rt.BlockOn(async () => await rt.Spawn(async () =>
    {
        var (there, thereEnd) = MpscChannel.CreateBounded<int>(1);
        var (back, backEnd) = MpscChannel.CreateBounded<int>(1);
        var echo = rt.Spawn(async () =>
        {
            for (var i = 0; i < 10_000; i++)
                await back.WriteAsync(await thereEnd.ReadAsync());
        });
        for (var i = 0; i < 10_000; i++)
        {
            await there.WriteAsync(i);
            await backEnd.ReadAsync();
        }

        await echo;
    }));

    private static async Task PingPongOnThePoolAsync()
    {
        var there = Channel.CreateBounded<int>(1);
        var back = Channel.CreateBounded<int>(1);
        var echo = Task.Run(async () =>
        {
            for (var i = 0; i < 10_000; i++)
                await back.Writer.WriteAsync(await there.Reader.ReadAsync());
        });
        for (var i = 0; i < 10_000; i++)
        {
            await there.Writer.WriteAsync(i);
            await back.Reader.ReadAsync();
        }

        await echo;
    }

    private static void Contention(IRuntime rt, int? capacity) => rt.BlockOn(async () =>
    {
        var receiver = ReceiverOfFive(rt, capacity);
        for (var i = 0; i < 5_000; i++)
            await receiver.ReadAsync();
    });

    private static void ContentionInBatches(IRuntime rt) => rt.BlockOn(async () =>
    {
        var receiver = ReceiverOfFive(rt, null);
        var batch = new int[256];
        for (var read = 0; read < 5_000;)
            read += await receiver.ReadManyAsync(batch);
    });

    /// <summary>Returns the receiver of five tasks that send a thousand items each.</summary>
    private static Receiver<int> ReceiverOfFive(IRuntime rt, int? capacity)
    {
        var (sender, receiver) = capacity is { } bound ? MpscChannel.CreateBounded<int>(bound) : MpscChannel.CreateUnbounded<int>();
        for (var p = 0; p < 5; p++)
        {
            rt.Spawn(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                    await sender.WriteAsync(i);
            }).Detach();
        }

        return receiver;
    }

    private static void ContentionOnThePool(int? capacity)
    {
        var reader = ReaderOfFive(capacity);
        Wait(ReadAsync());

        async Task ReadAsync()
        {
            for (var i = 0; i < 5_000; i++)
                await reader.ReadAsync();
        }
    }

    private static void ContentionInBatchesOnThePool()
    {
        var reader = ReaderOfFive(null);
        Wait(ReadAsync());

        async Task ReadAsync()
        {
            for (var read = 0; read < 5_000 && await reader.WaitToReadAsync();)
            {
                while (reader.TryRead(out _))
                    read++;
            }
        }
    }

    private static ChannelReader<int> ReaderOfFive(int? capacity)
    {
        var channel = capacity is { } bound
            ? Channel.CreateBounded<int>(new BoundedChannelOptions(bound) { SingleReader = true })
            : Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
        for (var p = 0; p < 5; p++)
        {
            _ = Task.Run(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                    await channel.Writer.WriteAsync(i);
            });
        }

        return channel.Reader;
    }

    private static void Uncontended(IRuntime rt) => rt.BlockOn(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1_000_000);
        for (var i = 0; i < 5_000; i++)
            await sender.WriteAsync(i);
        for (var i = 0; i < 5_000; i++)
            await receiver.ReadAsync();
    });

    private static async Task UncontendedOnThePoolAsync()
    {
        var channel = Channel.CreateBounded<int>(1_000_000);
        for (var i = 0; i < 5_000; i++)
            await channel.Writer.WriteAsync(i);
        for (var i = 0; i < 5_000; i++)
            await channel.Reader.ReadAsync();
    }

    private static void Pipeline(IRuntime rt) => rt.BlockOn(async () =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(128);
        rt.Spawn(async () =>
        {
            using (sender)
            {
                for (var i = 0; i < 100_000; i++)
                    await sender.WriteAsync(i);
            }
        }).Detach();
        await rt.Spawn(async () =>
        {
            await foreach (var _ in receiver.ReadAllAsync())
            {
            }
        });
    });

    private static void PipelineOnThePool()
    {
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(128) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            for (var i = 0; i < 100_000; i++)
                await channel.Writer.WriteAsync(i);
            channel.Writer.Complete();
        });
        Wait(Task.Run(async () =>
        {
            await foreach (var _ in channel.Reader.ReadAllAsync())
            {
            }
        }));
    }
}
