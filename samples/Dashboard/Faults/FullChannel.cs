using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace OrderService.Faults;

/// <summary>
/// The reader of a channel waits for something else, so the channel is full and its writers wait (HR006, after ten seconds).
/// </summary>
internal static class FullChannel
{
    private const int Writers = 5;

    public static void Start(IRuntimeHandle runtime, CancellationToken on)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(capacity: 16, "audit");
        var signature = new AsyncNotify { Name = "signature" };
        FaultTask.Spawn(runtime, "auditor", ct => ReadAsync(receiver, signature, ct), on);
        for (var i = 1; i <= Writers; i++)
            FaultTask.Spawn(runtime, $"till-{i}", ct => WriteAsync(sender, ct), on);
    }

    private static async Task ReadAsync(Receiver<int> receiver, AsyncNotify signature, CancellationToken ct)
    {
        // The receiver is not disposed. When the fault is switched off, the tasks end in any order, and a till that is not cancelled yet
        // would fail because its channel is closed.
        await receiver.ReadAsync(ct);
        await signature.WaitAsync(ct);
    }

    private static async Task WriteAsync(Sender<int> sender, CancellationToken ct)
    {
        for (var i = 0; ; i++)
            await sender.WriteAsync(i, ct);
    }
}
