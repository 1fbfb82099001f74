using HostedRuntime.Channels;
using HostedRuntime.Selecting;

namespace Concepts.Selecting;

/// <summary>Moves items from one channel to another, with a queue in between. It reads and sends in one loop.</summary>
public static class Relay
{
    public static async Task RunAsync<T>(Receiver<T> input, Sender<T> output, int limit, CancellationToken ct)
    {
        var queue = new Queue<T>();
        var read = Select.Read(input);
        var room = Select.Reserve(output);
        var selection = Select.Of(read, room);
        while (true)
        {
            read.IsEnabled = queue.Count < limit;
            room.IsEnabled = queue.Count > 0;
            var taken = await selection.WaitAsync(ct);
            if (taken is null)
                return; // the input has ended and the queue is empty, or the output is gone
            if (taken == read)
            {
                queue.Enqueue(read.Value);
            }
            else
            {
                using var permit = room.Value;
                permit.Send(queue.Dequeue());
            }
        }
    }
}
