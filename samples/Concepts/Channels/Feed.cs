using System.Threading.Channels;
using HostedRuntime;
using HostedRuntime.Channels;

namespace Concepts.Channels;

/// <summary>Sends numbers to code that only knows System.Threading.Channels, such as an endpoint of ASP.NET Core.</summary>
public sealed class Feed(IRuntimeHandle runtime)
{
    public ChannelReader<int> Open(int items, CancellationToken clientGone)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(capacity: 8);
        clientGone.Register(receiver.Dispose); // otherwise the sender would wait for a reader that is gone
        runtime.Spawn(async () =>
        {
            using (sender) // the stream ends with its last sender
            {
                for (var i = 0; i < items && await sender.WaitToWriteAsync(); i++) // false: the receiver is gone
                    _ = sender.TryWrite(i); // true: nobody else takes the place
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
