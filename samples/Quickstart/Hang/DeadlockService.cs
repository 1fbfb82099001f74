using HostedRuntime;
using HostedRuntime.Sync;
using Microsoft.Extensions.Hosting;

namespace Census.Hang;

/// <summary>
/// Deadlocks two tasks on purpose, so that the first example of docs/concepts/diagnostics.md can be tried: each holds the lock that the
/// other one waits for. Runs in place of the census until the process is told to end.
/// </summary>
internal sealed class DeadlockService(IRuntimeHandle runtime) : IHostedService
{
    private readonly AsyncMutex _stock = new() { Name = "stock" };
    private readonly AsyncMutex _orders = new() { Name = "orders" };

    /// <summary>Lets each task take its first lock before either asks for its second. Otherwise they rarely deadlock.</summary>
    private readonly AsyncBarrier _bothHold = new(2);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Spawn(SellAsync, new SpawnOptions { Name = "sell" }).Detach();
        runtime.Spawn(RefundAsync, new SpawnOptions { Name = "refund" }).Detach();
        return Task.CompletedTask;
    }

    /// <summary>Does not wait for the tasks. The end of the runtime aborts them, and an abort ends a wait for a lock.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Environment.ExitCode = ExitCodes.Interrupted;
        return Task.CompletedTask;
    }

    private async Task SellAsync()
    {
        using var stock = await _stock.LockAsync();
        await _bothHold.SignalAndWaitAsync();
        await BookAsync(_orders);
    }

    private async Task RefundAsync()
    {
        using var orders = await _orders.LockAsync();
        await _bothHold.SignalAndWaitAsync();
        await BookAsync(_stock);
    }

    private static async Task BookAsync(AsyncMutex books)
    {
        using var held = await books.LockAsync();
    }
}
