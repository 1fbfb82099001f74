using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;

namespace Concepts.Selecting;

/// <summary>Collects lines, and stores them when there are enough of them or when a period is over.</summary>
public static class Batches
{
    public static async Task RunAsync(Receiver<string> lines, int size, TimeSpan period, Func<IReadOnlyList<string>, Task> store, CancellationToken ct)
    {
        using var interval = new Interval(period, period);
        var line = Select.Read(lines);
        var tick = Select.Tick(interval);
        var selection = Select.Of(line, tick);
        var batch = new List<string>();
        while (true)
        {
            tick.IsEnabled = batch.Count > 0;
            var taken = await selection.WaitAsync(ct);
            if (taken is null)
                return; // the channel has ended, and the last batch is stored
            if (taken == line)
                batch.Add(line.Value);
            if (taken == tick || batch.Count == size)
            {
                await store([.. batch]);
                batch.Clear();
            }
        }
    }
}
