using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;

namespace Concepts.Selecting;

/// <summary>Adds up orders until a notification stops it, and reports at each tick.</summary>
public static class OrderLoop
{
    public static async Task<int> RunAsync(Receiver<int> orders, AsyncNotify stop, Interval reports, Action<int> report)
    {
        var stopped = Select.Notified(stop);
        var tick = Select.Tick(reports);
        var order = Select.Read(orders);
        var selection = Select.Biased(stopped, tick, order); // biased: so a full channel delays neither the stop nor a report
        var sum = 0;
        while (await selection.WaitAsync() is { } taken && taken != stopped)
        {
            if (taken == order)
                sum += order.Value;
            else
                report(sum);
        }

        return sum;
    }
}
