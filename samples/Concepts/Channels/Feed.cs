using System.Threading.Channels;
using HostedRuntime;
using HostedRuntime.Channels;

namespace Concepts.Channels;

/// <summary>A stream of numbers for readers who know System.Threading.Channels and nothing of us, such as an endpoint of ASP.NET Core.</summary>
public sealed class Feed(IRuntimeHandle runtime)
{
    public ChannelReader<int> Open(int items, CancellationToken clientGone)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(capacity: 8);
        clientGone.Register(receiver.Dispose); // no sender waits for a reader that is gone
        runtime.Spawn(async () =>
        {
            using (sender) // the end of the last sender is the end of the stream
            {
                for (var i = 0; i < items && await sender.WaitToWriteAsync(); i++) // false: the receiver is gone
                    sender.TryWrite(i);
            }
        }).Detach();
        return receiver;
    }

    public static async Task<int> SumAsync(ChannelReader<int> reader)
    {
        var sum = 0;
        await foreach (var item in reader.ReadAllAsync())
            sum += item;
        return sum;
    }
}
