using System.Threading.Channels;
using HostedRuntime.Channels;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>One sender and a hundred receivers.</summary>
internal static class FanOutWorkloads
{
    private const int Receivers = 100;
    private const int Items = 100;

    public static IEnumerable<Workload> All =>
    [
        new("broadcast_100_subscribers", Receivers * Items, BroadcastToAll, () => Wait(BroadcastOnThePoolAsync())),
        new("watch_100_receivers", Receivers * Items, WatchByAll, () => Wait(Task.Run(WatchOnThePoolAsync))),
    ];

    private static void BroadcastToAll(IRuntime rt) => rt.BlockOn(async () =>
    {
        var (sender, first) = Broadcast.Create<int>(1024);
        first.Dispose();
        var readers = new JoinHandle[Receivers];
        for (var r = 0; r < Receivers; r++)
        {
            var receiver = sender.Subscribe();
            readers[r] = rt.Spawn(async () =>
            {
                for (var i = 0; i < Items; i++)
                    await receiver.ReadAsync();
            });
        }

        for (var i = 0; i < Items; i++)
            sender.Send(i);
        foreach (var reader in readers)
            await reader;
    });

    private static async Task BroadcastOnThePoolAsync()
    {
        var channels = new Channel<int>[Receivers];
        var readers = new Task[Receivers];
        for (var r = 0; r < Receivers; r++)
        {
            var channel = channels[r] = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
            readers[r] = Task.Run(async () =>
            {
                for (var i = 0; i < Items; i++)
                    await channel.Reader.ReadAsync();
            });
        }

        for (var i = 0; i < Items; i++)
        {
            foreach (var channel in channels)
                channel.Writer.TryWrite(i);
        }

        await Task.WhenAll(readers);
    }

    private static void WatchByAll(IRuntime rt) => rt.BlockOn(async () =>
    {
        var (sender, first) = Watch.Create(0);
        var watchers = new JoinHandle[Receivers];
        for (var r = 0; r < Receivers; r++)
        {
            var receiver = first.Clone();
            watchers[r] = rt.Spawn(async () =>
            {
                while (receiver.Read() < Items)
                    await receiver.ChangedAsync();
            });
        }

        for (var i = 1; i <= Items; i++)
        {
            sender.Send(i);
            await CurrentTask.YieldAsync();
        }

        foreach (var watcher in watchers)
            await watcher;
    });

    private static async Task WatchOnThePoolAsync()
    {
        var latest = new Latest();
        var watchers = new Task[Receivers];
        for (var r = 0; r < Receivers; r++)
        {
            watchers[r] = Task.Run(async () =>
            {
                while (latest.Now is { Value: < Items } now)
                    await now.Next.Task;
            });
        }

        for (var i = 1; i <= Items; i++)
        {
            latest.Set(i);
            await Task.Yield();
        }

        await Task.WhenAll(watchers);
    }

    private sealed record Version(int Value)
    {
        public TaskCompletionSource Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Latest
    {
        private volatile Version _now = new(0);

        public Version Now => _now;

        public void Set(int value)
        {
            var before = _now;
            _now = new Version(value);
            before.Next.SetResult();
        }
    }
}
