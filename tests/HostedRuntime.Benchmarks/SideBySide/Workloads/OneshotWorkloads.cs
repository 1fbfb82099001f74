using System.Threading.Channels;
using HostedRuntime.Channels;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class OneshotWorkloads
{
    private const int Pairs = 1_000;

    public static IEnumerable<Workload> All =>
    [
        new("ping_pong", Pairs, PingPong, PingPongOnThePool),
        new("request_reply_oneshot", Pairs, RequestReply, () => Wait(Task.Run(RequestReplyOnThePoolAsync))),
    ];

    private static void PingPong(IRuntime rt)
    {
        var left = new Countdown(Pairs);
        rt.Spawn(() =>
        {
            for (var i = 0; i < Pairs; i++)
                rt.Spawn(() => ThereAndBackAsync(rt, left)).Detach();
        }).Detach();
        left.Wait();
    }

    private static async Task ThereAndBackAsync(IRuntime rt, Countdown left)
    {
        var (there, thereEnd) = Oneshot.Create<int>();
        var (back, backEnd) = Oneshot.Create<int>();
        rt.Spawn(async () =>
        {
            await thereEnd.ReadAsync();
            _ = back.TrySend(0);
        }).Detach();
        _ = there.TrySend(0);
        await backEnd.ReadAsync();
        left.Down();
    }

    private static void PingPongOnThePool()
    {
        var left = new Countdown(Pairs);
        _ = Task.Run(() =>
        {
            for (var i = 0; i < Pairs; i++)
                _ = Task.Run(() => ThereAndBackOnThePoolAsync(left));
        });
        left.Wait();
    }

    private static async Task ThereAndBackOnThePoolAsync(Countdown left)
    {
        var there = NewSource();
        var back = NewSource();
        _ = Task.Run(async () =>
        {
            await there.Task;
            back.SetResult(0);
        });
        there.SetResult(0);
        await back.Task;
        left.Down();
    }

    private static void RequestReply(IRuntime rt) => rt.BlockOn(async () => await rt.Spawn(async () =>
    {
        var (requests, requestsEnd) = MpscChannel.CreateBounded<OneshotSender<int>>(16);
        var server = rt.Spawn(async () =>
        {
            await foreach (var reply in requestsEnd.ReadAllAsync())
                _ = reply.TrySend(1);
        });
        using (requests)
        {
            for (var i = 0; i < Pairs; i++)
            {
                var (reply, replyEnd) = Oneshot.Create<int>();
                await requests.WriteAsync(reply);
                await replyEnd.ReadAsync();
            }
        }

        await server;
    }));

    private static async Task RequestReplyOnThePoolAsync()
    {
        var requests = Channel.CreateBounded<TaskCompletionSource<int>>(16);
        var server = Task.Run(async () =>
        {
            await foreach (var reply in requests.Reader.ReadAllAsync())
                reply.SetResult(1);
        });
        for (var i = 0; i < Pairs; i++)
        {
            var reply = NewSource();
            await requests.Writer.WriteAsync(reply);
            await reply.Task;
        }

        requests.Writer.Complete();
        await server;
    }

    private static TaskCompletionSource<int> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
