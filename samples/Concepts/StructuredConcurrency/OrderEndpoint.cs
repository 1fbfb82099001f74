using HostedRuntime;

namespace Concepts.StructuredConcurrency;

/// <summary>A scope inside a request. Its tasks end with the scope, even if the caller hangs up.</summary>
public sealed class OrderEndpoint(
    IRuntimeHandle runtime,
    Func<int, CancellationToken, Task<string>> findOrder,
    Func<int, CancellationToken, Task<int>> countStock,
    Action<int> appendToAudit)
{
    public Task<string> HandleAsync(int id, CancellationToken requestAborted) => runtime.RunScopeAsync(
        async scope =>
        {
            var order = scope.Spawn(ct => findOrder(id, ct));
            var stock = scope.Spawn(ct => countStock(id, ct));
            scope.SpawnBlocking(_ => appendToAudit(id)).Detach();
            return $"{await order}, {await stock} in stock";
        },
        new TaskScopeOptions { Name = "order page", Deadline = TimeSpan.FromSeconds(2) },
        requestAborted);
}
