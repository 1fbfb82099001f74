using HostedRuntime.Channels;
using HostedRuntime.Selecting;

namespace Concepts.Selecting;

/// <summary>Counts the characters of the messages of two channels.</summary>
public static class Merged
{
    public static async Task<int> CountAsync(Receiver<string> inbox, Receiver<string> outbox, CancellationToken ct)
    {
        var count = 0;
        await foreach (var message in Select.Merge(inbox, outbox).WithCancellation(ct))
            count += message.Length;
        return count;
    }
}
