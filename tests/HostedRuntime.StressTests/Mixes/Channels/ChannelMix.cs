using System.Threading.Channels;
using HostedRuntime.Channels;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>Producers and a consumer, with cancels on both sides. Each item sent is read once, in each sender's order.</summary>
internal sealed class ChannelMix(int seed) : Mix(seed)
{
    private const int Each = 5_000;

    public override void Run()
    {
        using var runtime = Create();
        var (sender, receiver) = MpscChannel.CreateBounded<(int Producer, int Index)>(Random.Next(1, 20));
        var producers = Enumerable.Range(0, 4).Select(p =>
        {
            var mine = sender.Clone();
            return runtime.Spawn(ct => ProduceAsync(mine, p, new Random(Seed + p)));
        }).ToArray();
        sender.Dispose();
        var read = runtime.BlockOn(async () => await runtime.Spawn(() => ConsumeAsync(receiver)));

        for (var p = 0; p < producers.Length; p++)
        {
            var sent = producers[p].AsTask().Result;
            Check(sent.SequenceEqual(read.Where(item => item.Producer == p).Select(item => item.Index)), $"what producer {p} sent is what was read, in order");
        }

        CheckNothingLeft(runtime);
    }

    private async Task<List<int>> ProduceAsync(Sender<(int Producer, int Index)> sender, int producer, Random random)
    {
        var sent = new List<int>();
        using (sender)
        {
            for (var i = 0; i < Each; i++)
            {
                using var source = new CancellationTokenSource();
                var write = sender.WriteAsync((producer, i), source.Token).AsTask();
                if (random.Next(4) == 0)
                    source.Cancel();
                try
                {
                    await write;
                    sent.Add(i);
                }
                catch (OperationCanceledException)
                {
                }
            }
        }

        return sent;
    }

    private async Task<List<(int Producer, int Index)>> ConsumeAsync(Receiver<(int Producer, int Index)> receiver)
    {
        var read = new List<(int, int)>();
        while (true)
        {
            using var source = new CancellationTokenSource();
            var next = receiver.ReadAsync(source.Token).AsTask();
            if (Random.Next(4) == 0)
                source.Cancel();
            try
            {
                read.Add(await next);
                Step();
            }
            catch (OperationCanceledException)
            {
            }
            catch (ChannelClosedException)
            {
                return read;
            }
        }
    }
}
