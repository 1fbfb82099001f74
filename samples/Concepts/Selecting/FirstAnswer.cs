using HostedRuntime.Selecting;

namespace Concepts.Selecting;

/// <summary>Takes the answer of the request that ends first, within a time.</summary>
public static class FirstAnswer
{
    public static async Task<string?> TakeAsync(Task<string> primary, Task<string> mirror, TimeSpan patience, CancellationToken ct)
    {
        var first = Select.Completed(primary);
        var second = Select.Completed(mirror);
        var late = Select.Timeout(patience);
        var taken = await Select.Biased(first, second, late).WaitAsync(ct);
        if (taken == late)
            return null; // both requests run on
        return await (taken == first ? first.Value : second.Value); // throws if the request has failed
    }
}
