using HostedRuntime;

namespace Concepts.Diagnostics;

/// <summary>Answers a request with two tasks: one belongs to the request, and one goes on after the answer.</summary>
public sealed class Shop(
    IRuntimeHandle runtime,
    Func<int, CancellationToken, Task<int>> reserve,
    Func<int, CancellationToken, Task> sendMail)
{
    /// <summary>Orders an item. The span of the reservation is a child of the request's span; the mail is a trace of its own.</summary>
    public async Task<int> OrderAsync(int item, CancellationToken requestAborted)
    {
        var reserved = await runtime.Spawn(ct => reserve(item, ct), new SpawnOptions { Name = "reserve", CancellationToken = requestAborted });
        _ = runtime.Spawn(ct => sendMail(item, ct), new SpawnOptions { Name = "mail", Detach = true });
        return reserved;
    }
}
